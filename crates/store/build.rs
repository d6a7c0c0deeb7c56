//! A new migration folder must be compiled in; the macro alone notices only changes to the ones it knows.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
