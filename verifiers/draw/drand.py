"""Checks a round of drand's quicknet with nothing but the standard library.

quicknet signs SHA-256 of the round number (8 bytes, big-endian) with BLS on the curve BLS12-381; signatures lie in
G1, the public key in G2 (scheme bls-unchained-g1-rfc9380). A signature is genuine if
e(signature, generator of G2) = e(hash to G1 of the message, public key).

Field elements are integers modulo P. Fp2 = Fp[u]/(u^2 + 1) are pairs. Fp12 = Fp2[w]/(w^6 - (1 + u)) are six pairs.
This is a checker, not a signer: it handles public values only and does not try to run in constant time.
"""

from hashlib import sha256

CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
PUBLIC_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
# The curve's parameter is -X.
X = 0xD201000000010000
G2 = (
    (
        0x024AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
        0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E,
    ),
    (
        0x0CE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
        0x0606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE,
    ),
)

# The simplified SWU map for G1 and the isogeny back to the curve (RFC 9380, 8.8.1 and appendix E.2).
SWU_A = 0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D
SWU_B = 0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0
SWU_Z = 11
X_NUM = [int(line, 16) for line in """
11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7
17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bb
d54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0
1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861
e99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9
1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983
d6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84
17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88e
80d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317
169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9e
10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7b
6e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229
""".split()]
X_DEN = [int(line, 16) for line in """
8ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1c
12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bff
b2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19
3425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8
13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21e
e7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5
772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3a
14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5e
a10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641
95fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0a
1
""".split()]
Y_NUM = [int(line, 16) for line in """
90d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33
134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696
cc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6
1f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cb
8cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedb
16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0
4ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2
987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29
9fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587
e1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30
19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132
18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8e
b182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8
245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133
5c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224b
15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604
""".split()]
Y_DEN = [int(line, 16) for line in """
16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1
1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03d
58df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2
16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416
be0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001d
8d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7ac
166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775c
16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9
1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4a
167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55
4d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8
accbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092
ad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345cc
2660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7
e0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8f
1
""".split()]


def sqrt(a):
    """A square root in Fp, or None."""
    root = pow(a, (P + 1) // 4, P)
    return root if root * root % P == a % P else None


# Fp2


def mul2(a, b):
    return ((a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P)


def add2(a, b):
    return ((a[0] + b[0]) % P, (a[1] + b[1]) % P)


def sub2(a, b):
    return ((a[0] - b[0]) % P, (a[1] - b[1]) % P)


def inv2(a):
    norm = pow(a[0] * a[0] + a[1] * a[1], -1, P)
    return (a[0] * norm % P, -a[1] * norm % P)


def sqrt2(a):
    """A square root in Fp2, or None."""
    if a[1] == 0:
        root = sqrt(a[0])
        if root is not None:
            return (root, 0)
        root = sqrt(-a[0] % P)
        return None if root is None else (0, root)
    norm = sqrt(a[0] * a[0] + a[1] * a[1])
    if norm is None:
        return None
    half = pow(2, -1, P)
    for sign in (norm, -norm):
        real = sqrt((a[0] + sign) * half % P)
        if real:
            root = (real, a[1] * pow(2 * real, -1, P) % P)
            if mul2(root, root) == (a[0] % P, a[1] % P):
                return root
    return None


# Fp12


ONE = ((1, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0))


def mul12(a, b):
    real, imaginary = [0] * 11, [0] * 11
    for i, (a0, a1) in enumerate(a):
        if a0 or a1:
            for j, (b0, b1) in enumerate(b):
                real[i + j] += a0 * b0 - a1 * b1
                imaginary[i + j] += a0 * b1 + a1 * b0
    # w^6 = 1 + u
    for k in range(6, 11):
        real[k - 6] += real[k] - imaginary[k]
        imaginary[k - 6] += real[k] + imaginary[k]
    return tuple((real[k] % P, imaginary[k] % P) for k in range(6))


def pow12(a, exponent):
    result = ONE
    for bit in bin(exponent)[2:]:
        result = mul12(result, result)
        if bit == "1":
            result = mul12(result, a)
    return result


# G1, affine; None is the point at infinity


def add_g1(p, q):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if (p[1] + q[1]) % P == 0:
            return None
        slope = 3 * p[0] * p[0] * pow(2 * p[1], -1, P) % P
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P) % P
    x = (slope * slope - p[0] - q[0]) % P
    return (x, (slope * (p[0] - x) - p[1]) % P)


def mul_g1(p, scalar):
    result = None
    for bit in bin(scalar)[2:]:
        result = add_g1(result, result)
        if bit == "1":
            result = add_g1(result, p)
    return result


def decode_g1(data):
    """A point of the right order from its 48 compressed bytes, or None."""
    if len(data) != 48 or data[0] & 0xC0 != 0x80:
        return None
    x = int.from_bytes(bytes([data[0] & 0x1F]) + data[1:], "big")
    y = sqrt(x * x * x + 4) if x < P else None
    if y is None:
        return None
    if (y > (P - 1) // 2) != bool(data[0] & 0x20):
        y = P - y
    return (x, y) if mul_g1((x, y), ORDER) is None else None


def decode_g2(data):
    """A point of the twisted curve from its 96 compressed bytes. Used for the pinned key only."""
    imaginary = int.from_bytes(bytes([data[0] & 0x1F]) + data[1:48], "big")
    x = (int.from_bytes(data[48:], "big"), imaginary)
    y = sqrt2(add2(mul2(mul2(x, x), x), (4, 4)))
    larger = y[1] > (P - 1) // 2 if y[1] else y[0] > (P - 1) // 2
    if larger != bool(data[0] & 0x20):
        y = (-y[0] % P, -y[1] % P)
    return (x, y)


# Hash to G1 (RFC 9380)


def expand(message, length):
    domain = DOMAIN + bytes([len(DOMAIN)])
    first = sha256(bytes(64) + message + length.to_bytes(2, "big") + b"\0" + domain).digest()
    block = sha256(first + b"\1" + domain).digest()
    blocks = [block]
    for number in range(2, length // 32 + 1):
        mixed = bytes(a ^ b for a, b in zip(first, block))
        block = sha256(mixed + bytes([number]) + domain).digest()
        blocks.append(block)
    return b"".join(blocks)


def polynomial(coefficients, x):
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * x + coefficient) % P
    return value


def map_to_curve(u):
    """Simplified SWU, then the isogeny."""
    zu2 = SWU_Z * u * u % P
    denominator = (zu2 * zu2 + zu2) % P
    if denominator:
        x = -SWU_B * pow(SWU_A, -1, P) * (1 + pow(denominator, -1, P)) % P
    else:
        x = SWU_B * pow(SWU_Z * SWU_A, -1, P) % P
    y = sqrt((x * x * x + SWU_A * x + SWU_B) % P)
    if y is None:
        x = zu2 * x % P
        y = sqrt((x * x * x + SWU_A * x + SWU_B) % P)
    if y % 2 != u % 2:
        y = P - y
    return (
        polynomial(X_NUM, x) * pow(polynomial(X_DEN, x), -1, P) % P,
        y * polynomial(Y_NUM, x) * pow(polynomial(Y_DEN, x), -1, P) % P,
    )


def hash_to_g1(message):
    uniform = expand(message, 128)
    parts = [int.from_bytes(uniform[n : n + 64], "big") % P for n in (0, 64)]
    return mul_g1(add_g1(map_to_curve(parts[0]), map_to_curve(parts[1])), X + 1)


# The pairing


def miller(pairs):
    """Product of the Miller loops of (point of G1, point of the twist). The sign of the parameter does not matter for
    comparing with one."""
    value = ONE
    points = [q for _, q in pairs]
    for bit in bin(X)[3:]:
        value = mul12(value, value)
        for n, (p, q) in enumerate(pairs):
            x, y = points[n]
            square = mul2(x, x)
            slope = mul2((3 * square[0], 3 * square[1]), inv2((2 * y[0], 2 * y[1])))
            value, points[n] = step(value, points[n], points[n], slope, p)
        if bit == "1":
            for n, (p, q) in enumerate(pairs):
                slope = mul2(sub2(q[1], points[n][1]), inv2(sub2(q[0], points[n][0])))
                value, points[n] = step(value, points[n], q, slope, p)
    return value


def step(value, a, b, slope, p):
    """Multiplies by the line through a and b at p, and adds the points."""
    x = sub2(sub2(mul2(slope, slope), a[0]), b[0])
    y = sub2(mul2(slope, sub2(a[0], x)), a[1])
    line = (sub2(mul2(slope, a[0]), a[1]), (0, 0), (-slope[0] * p[0] % P, -slope[1] * p[0] % P), (p[1], 0))
    return mul12(line + ((0, 0), (0, 0)), value), (x, y)


# (1 + u)^((P^2 - 1) / 6), a sixth root of one in Fp: raising to the power P^2 multiplies w by it.
TURN = 0x5F19672FDF76CE51BA69C6076A0F77EADDB3A93BE6F89688DE17D813620A00022E01FFFFFFFEFFFF


def pairs_to_one(pairs):
    """Whether the product of the pairings is one: f^((P^12 - 1) / ORDER) = 1.

    (P^12 - 1) / ORDER = (P^6 - 1) (P^2 + 1) h. With g = f^((P^2 + 1) h) that says g^(P^6) = g, and raising to the
    power P^6 changes the sign of the odd powers of w.
    """
    power = pow12(miller(pairs), (P**4 - P**2 + 1) // ORDER)
    turned = tuple(mul2(a, (pow(TURN, n, P), 0)) for n, a in enumerate(power))
    odd = mul12(power, turned)[1::2]
    return odd == ((0, 0),) * 3


def genuine(round_number, signature):
    """Whether 48 bytes are quicknet's signature of a round."""
    point = decode_g1(signature)
    if point is None:
        return False
    message = sha256(round_number.to_bytes(8, "big")).digest()
    key = decode_g2(bytes.fromhex(PUBLIC_KEY))
    negative = (point[0], P - point[1])
    return pairs_to_one([(negative, G2), (hash_to_g1(message), key)])
