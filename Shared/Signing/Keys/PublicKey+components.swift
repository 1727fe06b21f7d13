import COpenSSL

extension PublicKey {
    /// Makes an RSA key of its modulus and exponent, both big-endian.
    convenience init(modulus: [UInt8], exponent: [UInt8]) throws(VerificationKeyError) {
        // An exponent beyond 64 bits would only make verifying slow.
        guard modulus.count <= 1025, exponent.count <= 8 else { throw .malformedKey("modulus or exponent too long") }
        guard let modulus = BN_bin2bn(modulus, CInt(modulus.count), nil) else { throw .libcryptoFailure }
        defer { BN_free(modulus) }
        guard let exponent = BN_bin2bn(exponent, CInt(exponent.count), nil) else { throw .libcryptoFailure }
        defer { BN_free(exponent) }
        let key = Self.makeHandle(type: "RSA") { builder in
            OSSL_PARAM_BLD_push_BN(builder, aura_name_rsa_n(), modulus) == 1
                && OSSL_PARAM_BLD_push_BN(builder, aura_name_rsa_e(), exponent) == 1
        }
        guard let key else { throw .malformedKey("modulus or exponent out of range") }
        try self.init(adopting: key)
    }

    /// Makes an EC key on P-256 of its coordinates, 32 bytes each.
    convenience init(x: [UInt8], y: [UInt8]) throws(VerificationKeyError) {
        guard x.count == 32, y.count == 32 else { throw .malformedKey("a coordinate of P-256 has 32 bytes") }
        let uncompressedPoint = [0x04] + x + y
        let curve = "prime256v1"
        // The builder keeps these addresses until the key is made.
        let key = uncompressedPoint.withUnsafeBytes { point in
            curve.withCString { curve in
                Self.makeHandle(type: "EC") { builder in
                    OSSL_PARAM_BLD_push_utf8_string(builder, aura_name_group(), curve, 0) == 1
                        && OSSL_PARAM_BLD_push_octet_string(
                            builder,
                            aura_name_public_key(),
                            point.baseAddress,
                            point.count
                        ) == 1
                }
            }
        }
        guard let key else { throw .malformedKey("not a point of P-256") }
        try self.init(adopting: key)
    }

    /// Returns a new handle, owned by the caller, or nil where libcrypto refuses the values.
    private static func makeHandle(type: String, filling fill: (_ builder: OpaquePointer) -> Bool) -> OpaquePointer? {
        LibcryptoErrors.dropped {
            guard let builder = OSSL_PARAM_BLD_new() else { return nil }
            defer { OSSL_PARAM_BLD_free(builder) }
            guard fill(builder), let parameters = OSSL_PARAM_BLD_to_param(builder) else { return nil }
            defer { OSSL_PARAM_free(parameters) }
            guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { return nil }
            defer { EVP_PKEY_CTX_free(context) }
            var key: OpaquePointer?
            guard
                EVP_PKEY_fromdata_init(context) == 1,
                EVP_PKEY_fromdata(context, &key, aura_evp_pkey_public_key, parameters) == 1
            else { return nil }
            return key
        }
    }
}
