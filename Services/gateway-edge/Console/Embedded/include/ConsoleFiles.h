// The console's files, compiled into the binary.
#pragma once
#include <stddef.h>

typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} aura_console_file;

size_t aura_console_file_count(void);

/// The file at an index below the count. Its bytes live as long as the process.
aura_console_file aura_console_file_at(size_t index);

/// The OpenAPI document, which is not among them.
aura_console_file aura_api_document(void);
