#pragma once
#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// libcurl's option functions are variadic, and Swift cannot call those: one function for each kind of argument.

static inline CURLcode aura_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode aura_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode aura_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode aura_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode aura_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/// What CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION call.
typedef size_t (*aura_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode aura_curl_set_data_callback(CURL *handle, CURLoption option, aura_curl_data_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}

static inline CURLcode aura_curl_set_prerequest_callback(CURL *handle, curl_prereq_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode aura_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode aura_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode aura_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode aura_curl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode aura_curl_multi_set_socket_callback(CURLM *multi, curl_socket_callback callback) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}

static inline CURLMcode aura_curl_multi_set_timer_callback(CURLM *multi, curl_multi_timer_callback callback) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

/// The result of a finished transfer; the message's data is a union.
static inline CURLcode aura_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

/// The version of the library in use, as 0xXXYYZZ.
static inline unsigned int aura_curl_version_number(void) {
    return curl_version_info(CURLVERSION_NOW)->version_num;
}

/// Names the calling thread, as `top -H` shows it; at most 15 bytes. (prctl is variadic too.)
static inline void aura_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0L, 0L, 0L);
}
