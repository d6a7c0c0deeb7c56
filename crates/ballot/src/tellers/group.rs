//! The group in which votes are committed to: ristretto255. The only module that names it, so that another curve
//! can stand in its place.

use curve25519_dalek::constants::RISTRETTO_BASEPOINT_TABLE;
use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoBasepointTable, RistrettoPoint};
use curve25519_dalek::scalar::Scalar as Number;
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul};
use sha2::{Digest as _, Sha512};
use std::sync::LazyLock;

pub(super) type Scalar = Number;
pub(super) type Point = RistrettoPoint;

/// Generators nobody knows a relation between: G₁ and G₂ come from hashing their names, B is the group's own.
struct Generators {
    agree: Point,
    against: Point,
    agree_table: RistrettoBasepointTable,
    against_table: RistrettoBasepointTable,
}

static GENERATORS: LazyLock<Generators> = LazyLock::new(|| {
    let agree = point_from("hengjian/ballot/generator/agree/1");
    let against = point_from("hengjian/ballot/generator/against/1");
    Generators {
        agree_table: RistrettoBasepointTable::create(&agree),
        against_table: RistrettoBasepointTable::create(&against),
        agree,
        against,
    }
});

fn point_from(name: &str) -> Point {
    Point::from_uniform_bytes(&wide(name, &[]))
}

/// SHA-512 over a domain and parts, each preceded by its length as a 32-bit big-endian number.
fn wide(domain: &str, parts: &[&[u8]]) -> [u8; 64] {
    let mut hash = Sha512::new();
    for part in std::iter::once(domain.as_bytes()).chain(parts.iter().copied()) {
        hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// A number from a hash, uniform up to 2⁻¹²⁸.
pub(super) fn scalar_from(domain: &str, parts: &[&[u8]]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&wide(domain, parts))
}

/// Three factors of 128 bits from a hash.
pub(super) fn factors(domain: &str, parts: &[&[u8]]) -> [Scalar; 3] {
    let bytes = wide(domain, parts);
    std::array::from_fn(|k| {
        let mut short = [0; 32];
        short[..16].copy_from_slice(&bytes[16 * k..16 * (k + 1)]);
        Scalar::from_bytes_mod_order(short)
    })
}

/// G₁.
pub(super) fn agree() -> Point {
    GENERATORS.agree
}

/// G₂.
pub(super) fn against() -> Point {
    GENERATORS.against
}

pub(super) fn zero() -> Point {
    Point::identity()
}

/// `y·G₁ + n·G₂ + r·B`, in time that does not depend on the numbers.
pub(super) fn commit(y: &Scalar, n: &Scalar, r: &Scalar) -> Point {
    &GENERATORS.agree_table * y + &GENERATORS.against_table * n + blind(r)
}

/// `r·B`.
pub(super) fn blind(r: &Scalar) -> Point {
    RISTRETTO_BASEPOINT_TABLE * r
}

/// `Σ sᵢ·Pᵢ`, for public values only.
pub(super) fn public_sum(scalars: &[Scalar], points: &[Point]) -> Point {
    Point::vartime_multiscalar_mul(scalars, points)
}

/// `a·G₁ + b·G₂ + c·B + Σ sᵢ·Pᵢ = 0`, for public values only.
pub(super) fn vanishes(fixed: [Scalar; 3], scalars: &[Scalar], points: &[Point]) -> bool {
    let [a, b, c] = fixed;
    let own = commit(&a, &b, &c);
    own + public_sum(scalars, points) == Point::identity()
}

/// A point from its one encoding.
pub(super) fn point(bytes: &[u8; 32]) -> Option<Point> {
    CompressedRistretto(*bytes).decompress()
}

pub(super) fn point_bytes(point: &Point) -> [u8; 32] {
    point.compress().to_bytes()
}

/// A number from its one encoding (below the group's order).
pub(super) fn scalar(bytes: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_canonical_bytes(*bytes).into_option()
}
