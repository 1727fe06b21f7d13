#pragma once
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>

// A macro of macros and casts, which Swift does not import.
static const int aura_evp_pkey_public_key = EVP_PKEY_PUBLIC_KEY;

// Parameters keep the address of their name, so it must outlive the call: Swift would pass a temporary copy.
static inline const char *aura_name_digest(void) { return OSSL_MAC_PARAM_DIGEST; }
static inline const char *aura_name_rsa_n(void) { return OSSL_PKEY_PARAM_RSA_N; }
static inline const char *aura_name_rsa_e(void) { return OSSL_PKEY_PARAM_RSA_E; }
static inline const char *aura_name_group(void) { return OSSL_PKEY_PARAM_GROUP_NAME; }
static inline const char *aura_name_public_key(void) { return OSSL_PKEY_PARAM_PUB_KEY; }
