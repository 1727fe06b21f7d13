// Each file of Pages is named here twice; a test holds the list against the folder.
#include "ConsoleFiles.h"

// #embed is C23; clang knows it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char admin_js[] = {
#embed "../Pages/admin.js"
};
static const unsigned char analysis_js[] = {
#embed "../Pages/analysis.js"
};
static const unsigned char announcer_js[] = {
#embed "../Pages/announcer.js"
};
static const unsigned char answer_js[] = {
#embed "../Pages/answer.js"
};
static const unsigned char api_js[] = {
#embed "../Pages/api.js"
};
static const unsigned char approvals_js[] = {
#embed "../Pages/approvals.js"
};
static const unsigned char automations_js[] = {
#embed "../Pages/automations.js"
};
static const unsigned char charts_js[] = {
#embed "../Pages/charts.js"
};
static const unsigned char chat_js[] = {
#embed "../Pages/chat.js"
};
static const unsigned char console_css[] = {
#embed "../Pages/console.css"
};
static const unsigned char conversations_js[] = {
#embed "../Pages/conversations.js"
};
static const unsigned char docs_css[] = {
#embed "../Pages/docs.css"
};
static const unsigned char docs_html[] = {
#embed "../Pages/docs.html"
};
static const unsigned char docs_js[] = {
#embed "../Pages/docs.js"
};
static const unsigned char dom_js[] = {
#embed "../Pages/dom.js"
};
static const unsigned char events_js[] = {
#embed "../Pages/events.js"
};
static const unsigned char exact_js[] = {
#embed "../Pages/exact.js"
};
static const unsigned char highlight_js[] = {
#embed "../Pages/highlight.js"
};
static const unsigned char icon_svg[] = {
#embed "../Pages/icon.svg"
};
static const unsigned char index_html[] = {
#embed "../Pages/index.html"
};
static const unsigned char login_js[] = {
#embed "../Pages/login.js"
};
static const unsigned char main_js[] = {
#embed "../Pages/main.js"
};
static const unsigned char markdown_js[] = {
#embed "../Pages/markdown.js"
};
static const unsigned char search_js[] = {
#embed "../Pages/search.js"
};
static const unsigned char session_js[] = {
#embed "../Pages/session.js"
};
static const unsigned char sources_js[] = {
#embed "../Pages/sources.js"
};
static const unsigned char stream_js[] = {
#embed "../Pages/stream.js"
};
static const unsigned char timeline_js[] = {
#embed "../Pages/timeline.js"
};
static const unsigned char unfinished_js[] = {
#embed "../Pages/unfinished.js"
};
static const unsigned char usage_js[] = {
#embed "../Pages/usage.js"
};
static const unsigned char words_en_js[] = {
#embed "../Pages/words.en.js"
};
static const unsigned char words_js[] = {
#embed "../Pages/words.js"
};
static const unsigned char words_ko_js[] = {
#embed "../Pages/words.ko.js"
};

static const unsigned char openapi_json[] = {
#embed "../../OpenAPI/openapi.json"
};

static const aura_console_file files[] = {
    {"admin.js", admin_js, sizeof admin_js},
    {"analysis.js", analysis_js, sizeof analysis_js},
    {"announcer.js", announcer_js, sizeof announcer_js},
    {"answer.js", answer_js, sizeof answer_js},
    {"api.js", api_js, sizeof api_js},
    {"approvals.js", approvals_js, sizeof approvals_js},
    {"automations.js", automations_js, sizeof automations_js},
    {"charts.js", charts_js, sizeof charts_js},
    {"chat.js", chat_js, sizeof chat_js},
    {"console.css", console_css, sizeof console_css},
    {"conversations.js", conversations_js, sizeof conversations_js},
    {"docs.css", docs_css, sizeof docs_css},
    {"docs.html", docs_html, sizeof docs_html},
    {"docs.js", docs_js, sizeof docs_js},
    {"dom.js", dom_js, sizeof dom_js},
    {"events.js", events_js, sizeof events_js},
    {"exact.js", exact_js, sizeof exact_js},
    {"highlight.js", highlight_js, sizeof highlight_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"index.html", index_html, sizeof index_html},
    {"login.js", login_js, sizeof login_js},
    {"main.js", main_js, sizeof main_js},
    {"markdown.js", markdown_js, sizeof markdown_js},
    {"search.js", search_js, sizeof search_js},
    {"session.js", session_js, sizeof session_js},
    {"sources.js", sources_js, sizeof sources_js},
    {"stream.js", stream_js, sizeof stream_js},
    {"timeline.js", timeline_js, sizeof timeline_js},
    {"unfinished.js", unfinished_js, sizeof unfinished_js},
    {"usage.js", usage_js, sizeof usage_js},
    {"words.en.js", words_en_js, sizeof words_en_js},
    {"words.js", words_js, sizeof words_js},
    {"words.ko.js", words_ko_js, sizeof words_ko_js},
};

size_t aura_console_file_count(void) { return sizeof files / sizeof *files; }

aura_console_file aura_console_file_at(size_t index) { return files[index]; }

aura_console_file aura_api_document(void) {
    return (aura_console_file){"openapi.json", openapi_json, sizeof openapi_json};
}
