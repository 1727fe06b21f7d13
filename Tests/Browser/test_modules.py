"""The page's modules by themselves, in the browser that they are for."""

import unittest

from support.console import CHECKS, ConsoleTest


class ModuleTests(ConsoleTest):
    def test_the_modules_keep_what_they_promise(self):
        self.browser.set_script_timeout(60)
        faults = self.browser.execute_async_script(
            (CHECKS / "modules.js").read_text()
            + "\nconst done = arguments[0]; moduleFaults().then(done, (error) => done([String(error.stack)]));"
        )
        self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
