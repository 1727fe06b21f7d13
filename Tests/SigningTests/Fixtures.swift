/// Public keys, and tokens signed by their private halves, which nobody kept.
enum Fixtures {
    /// The claims of all tokens here; they expire in the year 2100.
    static let claims = #"{"sub":"42","tenant_id":"1","iat":1700000000,"exp":4102444800}"#

    /// A time at which these claims hold, in Unix seconds.
    static let now = 1_800_000_000

    /// RSA, 2048 bits.
    static let rsaPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Pf9wJ+LTQ9IYYK2K1ms
        H0FamwabpSW6sOkKUa/kHNpjw0GiLMQeGJjTDesE7hdxpcQqSMyOrMeNW7C2yzYP
        7QG5/0aHPAEUWD7EKfcJjtq0+gyJ/jR8OaOkLKrrR9B2oYK5sjcPKJB2RK/R6JuN
        RA2Rp92MxdVoSOonZQlXitZ5drDuMn7T2ggRM3GgUo2oo+KnvTmL5NLAssXyFeg0
        SJvElv+C7nd9OsUlw7WJbmqmDl2rkxy/qL7tYyWKu5mbI3HcYUYAWTUcjumhbp9b
        YNVhj+OGxxhDKJSyki2WbZgKBeK0qcr+GjZp8Vn39ry3hO76E+xy9bkDfapUSJ+U
        GQIDAQAB
        -----END PUBLIC KEY-----
        """

    /// The same key's modulus; its exponent is `AQAB`.
    static let rsaModulus = """
        3Pf9wJ-LTQ9IYYK2K1msH0FamwabpSW6sOkKUa_kHNpjw0GiLMQeGJjTDesE7hdxpcQqSMyOrMeNW7C2yzYP7QG5_0aHPAEU\
        WD7EKfcJjtq0-gyJ_jR8OaOkLKrrR9B2oYK5sjcPKJB2RK_R6JuNRA2Rp92MxdVoSOonZQlXitZ5drDuMn7T2ggRM3GgUo2o\
        o-KnvTmL5NLAssXyFeg0SJvElv-C7nd9OsUlw7WJbmqmDl2rkxy_qL7tYyWKu5mbI3HcYUYAWTUcjumhbp9bYNVhj-OGxxhD\
        KJSyki2WbZgKBeK0qcr-GjZp8Vn39ry3hO76E-xy9bkDfapUSJ-UGQ
        """

    /// Another RSA key of 2048 bits.
    static let otherRSAPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqCwSeH/mTlqennYOh/qu
        Qxv34KvreQbcdRJiGlc0M1f/s8LfYpAA/64Qf1k8px7XIwiMFETmrGlq9Z9vjdOF
        sX4Pa/SK8tbzmFqwGY+Ahh16pa138mJ9RxrQ4izbFJkdY+GtmAkdNcsZvU1sMWXW
        Xl70z8wBIkT4v0oReUXXzBZoSMC5GejvLn1GE+RUzcPI3PbW/gcUIk+FQqJ4GAe/
        cI7sKEGg4W48N0MuPDKfFFOUoFh1YEkVZIv8ePZuQrPX6nmDqeSkUmfk1kgVE60P
        8Xv9qZziJeZJpjdvZKKmaZWxy5b3TOKVdjfzf0c/Lg83dMgw9C5SvrXWpE4Dm1Xk
        9wIDAQAB
        -----END PUBLIC KEY-----
        """

    /// RSA, 1024 bits.
    static let shortRSAPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC3nuURTLysisH2Hyc0ZcdOhOWF
        /Q1GBYohNGKA3zOaVhYKdn9L1gugn9d6KsCdWG0lfeU7HvhPjqydNludDsRFw/Ba
        RZjqYABAPgQo6Jsx4uZijGDkRwEXpf62jOjWSZfupQyurglq4Ez6sMi3qGQA9aFi
        vpnsSbRt6OMdFkXCTwIDAQAB
        -----END PUBLIC KEY-----
        """

    /// The modulus of the short key.
    static let shortRSAModulus = """
        t57lEUy8rIrB9h8nNGXHToTlhf0NRgWKITRigN8zmlYWCnZ_S9YLoJ_XeirAnVhtJX3lOx74T46snTZbnQ7ERcPwWkWY6mAA\
        QD4EKOibMeLmYoxg5EcBF6X-tozo1kmX7qUMrq4JauBM-rDIt6hkAPWhYr6Z7Em0bejjHRZFwk8
        """

    /// RSA restricted to PSS, 2048 bits.
    static let rsaPSSPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAKxfSll9/xcUwtdL7vG2o4lU
        HUrAZ6Zs21ALqHEXf6oGNlLjmgl6rq3scLTjmrtz0omff7+kcgWTkbSJ6uyxS3wO
        ZFy7ZOt12QPjplBlXjEXz9t/cxat2DmRo66M1lAd2b+05MO84tzk01Gf0B4YgYGq
        zjYV4z7hPaYy+lp+bjbjFzoRyhPzX99+XQbOUrTIXNoGb8EHv81MCh/Xj/iRc4o9
        MF+rsm53RMlJLYZRnICsAQ7/JSE8iG4yszB8rEzvFFyYSz2YOwR3PBkaH47QUj/P
        MPWxHVVtPNeYZT7EGSHuBjK3H+l4/bdD6y+P5Qb0iToP5Ip2OBi5Hiz7OKvN7SkC
        AwEAAQ==
        -----END PUBLIC KEY-----
        """

    /// The first key without its algorithm, as PKCS #1 writes it.
    static let pkcs1RSAPublicKey = """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEA3Pf9wJ+LTQ9IYYK2K1msH0FamwabpSW6sOkKUa/kHNpjw0GiLMQe
        GJjTDesE7hdxpcQqSMyOrMeNW7C2yzYP7QG5/0aHPAEUWD7EKfcJjtq0+gyJ/jR8
        OaOkLKrrR9B2oYK5sjcPKJB2RK/R6JuNRA2Rp92MxdVoSOonZQlXitZ5drDuMn7T
        2ggRM3GgUo2oo+KnvTmL5NLAssXyFeg0SJvElv+C7nd9OsUlw7WJbmqmDl2rkxy/
        qL7tYyWKu5mbI3HcYUYAWTUcjumhbp9bYNVhj+OGxxhDKJSyki2WbZgKBeK0qcr+
        GjZp8Vn39ry3hO76E+xy9bkDfapUSJ+UGQIDAQAB
        -----END RSA PUBLIC KEY-----
        """

    /// EC on P-256.
    static let p256PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEypsnLRxA9c/COaGpsSvR4RNwyLnp
        uHd+sC8aiHjuw7s41/lshYJPOG7IW1hJS5RrLCwBaHhgsXLKA41fmu1qSw==
        -----END PUBLIC KEY-----
        """

    /// The coordinates of the key on P-256.
    static let p256Coordinates = (
        x: "ypsnLRxA9c_COaGpsSvR4RNwyLnpuHd-sC8aiHjuw7s",
        y: "ONf5bIWCTzhuyFtYSUuUaywsAWh4YLFyygONX5rtaks"
    )

    /// EC on P-384.
    static let p384PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEaEryDBgR29SeLy7pm4AYWspFhYwMItp/
        sCgORJZM7C8HZ1kWYQMrOaCqCw6UKjuKN1ZZEcrhdzmEXNE9fsZjm8BhE5HhHjtF
        dzkRy0HxXdvkotg5PtqAmpYwHSm1jW0m
        -----END PUBLIC KEY-----
        """

    /// EC on secp256k1, whose numbers have the length of P-256's.
    static let secp256k1PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEzl9k02CrRMvJvUFotEb5TNhRIIXSgRmZ
        zpZ0PHXF8vP13evG138lRoFRPtJUM473wiRnLLf0XeEXvJp0FCUaMg==
        -----END PUBLIC KEY-----
        """

    /// Ed25519.
    static let ed25519PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA4Vvqy7tU5MdA17wu+2r04mx/qmpqTnA5rNkE8PJZLas=
        -----END PUBLIC KEY-----
        """

    /// By the first RSA key, without `kid`.
    static let rs256Token = """
        eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiIsInRlbmFudF9pZCI6IjEiLCJpYXQiOjE3MDAwMDAwMDA\
        sImV4cCI6NDEwMjQ0NDgwMH0.DGs0HAYrLN5u8uWhK7vWtnHPONMew7eRl_72RxTqxHVF4SIpWPhyn3z-DB_1lKSQUK1rD6I\
        qf_0fNuPZYWh1FJ_W0AXaDPwb5P_euCl_VI_PcmvmGzc6oFdS0TnpAu_PwqZzx7E4WVFNc3Qipca1HpAiGHSwIvQk9anEhDI\
        TzJPJIOXq3HcMf0VSJeTekKLhfQPvO0m6jV9FQCJKEyMHfLqkXHY_p2g9uizh4t2SWuuCA76SGobu7TLzBdwBt5wy9bEJB9N\
        f6zJICUS3uePl1mabJK7Kj37ryspGIYcVPUh2_KjNx11Wkj0KFEay2lKw9G1Z58ylvBLvPujykjuCww
        """

    /// By the first RSA key, `kid` "rsa-1".
    static let rs256TokenWithKeyID = """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIn0.eyJzdWIiOiI0MiIsInRlbmFudF9pZCI6IjEiLCJpYXQiOjE3MDAwMDAw\
        MDAsImV4cCI6NDEwMjQ0NDgwMH0.QTxpMfEGVE-Jf_qnjLICWRUP-KzeG3na3KUnaT1GigKPAuEvww8WcC1dPj3t7EFX33_L\
        hnLbuuq1QJB0blNHsz4HUwPIjT_otCSOy-bfOZYtzu8NOJWYHEW6kkEranxRYjET1SlNB1kdrMFp8Ep0AwcbstE-IPLJPnyr\
        OU7wYLmJiAkzDLNJuqUgefGTUz9wG0iTx0sMZfJFMSpOduY32RbJh1ke6hjc_JiJwWl6g4KSWRglwslnXM8B-OOvgqhymeCU\
        yQYOhGn6IgA6fnu1BEq9i3Z1GoV3eQW-MUIOa1UXvXpmYLOK0xmVnmMiFF0xgM9jOthqyJux7gbZCnBe4g
        """

    /// By the other RSA key, also with `kid` "rsa-1".
    static let rs256TokenByOtherKey = """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIn0.eyJzdWIiOiI0MiIsInRlbmFudF9pZCI6IjEiLCJpYXQiOjE3MDAwMDAw\
        MDAsImV4cCI6NDEwMjQ0NDgwMH0.d1bSgiKhyc8K9qd85MSqAy-SaefPISdn1G1cV490NECLTJ-kvxWiVb6xrv4IftL4JQhd\
        8iTsjszSN_lhwhhT36eGGfshVnedJeKIW2s7LG3JBopAZxy0cYKcLKmSKOurk7uu9mGnx306tbiI1V3NLE6c3pzEVVSRpjlY\
        0zCdA2T0JZvcAoWceBe629CnmzrA_rgtGRh1dIr9KKD_pfPkyI_Q-2x4_NCExzwTG1hYBj6560ruJ5EZk94eDPTXuSD15_pZ\
        S63ICHcqH6PUHggzx3HLSJG9Roi9OJa4DU-WFDPqeKlwq0MCgLwGZ2bxryCKaau1YrgpwU-6ir_qWKNCzQ
        """

    /// By the other RSA key, with that key in the header's `jwk`.
    static let rs256TokenWithEmbeddedKey = """
        eyJhbGciOiJSUzI1NiIsImp3ayI6eyJrdHkiOiJSU0EiLCJuIjoicUN3U2VIX21UbHFlbm5ZT2hfcXVReHYzNEt2cmVRYmNk\
        UkppR2xjME0xZl9zOExmWXBBQV82NFFmMWs4cHg3WEl3aU1GRVRtckdscTlaOXZqZE9Gc1g0UGFfU0s4dGJ6bUZxd0dZLUFo\
        aDE2cGExMzhtSjlSeHJRNGl6YkZKa2RZLUd0bUFrZE5jc1p2VTFzTVdYV1hsNzB6OHdCSWtUNHYwb1JlVVhYekJab1NNQzVH\
        ZWp2TG4xR0UtUlV6Y1BJM1BiV19nY1VJay1GUXFKNEdBZV9jSTdzS0VHZzRXNDhOME11UERLZkZGT1VvRmgxWUVrVlpJdjhl\
        UFp1UXJQWDZubURxZVNrVW1mazFrZ1ZFNjBQOFh2OXFaemlKZVpKcGpkdlpLS21hWld4eTViM1RPS1ZkamZ6ZjBjX0xnODNk\
        TWd3OUM1U3ZyWFdwRTREbTFYazl3IiwiZSI6IkFRQUIifX0.eyJzdWIiOiI0MiIsInRlbmFudF9pZCI6IjEiLCJpYXQiOjE3\
        MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.aNAlDm0I9ULdoCrDsxXenQwLTNFp9JIQ1e2l2_XSyi1MUEr7cTZDBLEipTNX\
        oHXO37n62tsVGvokKo4w0Q5WZ7KoG_8F570iPT4WRXkP2zKbfF7QW3pnBTORfuLj1fTrSeOHfrHl_3zg7BUvSmQATlTomXCK\
        QVhh28QZtzx3gCUeojKs86CN6Ad7Ov-Oi06fY0BlBMGsh3PWUaUN0_ROR5C2xuG4YN4DfbptgVI780UHRcuxgw54WDUO6xW3\
        cG5W07QqW9Th1NRP7ZEOsBtWqjRU9UYnn1DPWgqOTg-13v289poJXCVYvWLAVnSEDRc_a4M3m8gjgHxkCg-s_jwEuw
        """

    /// By the key on P-256.
    static let es256Token = """
        eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiIsInRlbmFudF9pZCI6IjEiLCJpYXQiOjE3MDAwMDAwMDA\
        sImV4cCI6NDEwMjQ0NDgwMH0.kHRqT0QxuU8GVmgryLCKUI-VkXI-ABExAvWEVp9nyUyvxjce7WU_zzedVQc4R-3eiEbeAY1\
        4ZLT0LyJpUZjQqQ
        """
}
