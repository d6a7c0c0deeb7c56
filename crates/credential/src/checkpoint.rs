//! The second signature of a checkpoint: an authority signs the head of its log with its own key, for example SM2,
//! beside the Ed25519 signature that every implementation of signed notes can read.
//!
//! Signed notes have no type for these keys, so the line uses the type for unassigned ones, 0xff, followed by a name:
//! the key id is the first 4 bytes of `SHA-256(name || 0x0a || 0xff || "hengjian/" || algorithm || 0x00 || point)`,
//! the signature 64 bytes (r and s) over the text of the note.

use sha2::{Digest, Sha256};
use translog::{Note, NoteSignature};

use crate::{PublicKey, SigningKey};

const TYPE_UNASSIGNED: u8 = 0xff;

fn line_id(name: &str, key: &PublicKey) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name);
    hasher.update([b'\n', TYPE_UNASSIGNED]);
    hasher.update("hengjian/");
    hasher.update(key.algorithm().name());
    hasher.update([0]);
    hasher.update(key.point());
    let hash: [u8; 32] = hasher.finalize().into();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

impl SigningKey {
    /// The signature line of this key under a checkpoint, to be added to its note. `name` stands in the line and
    /// holds neither spaces nor plus signs.
    #[must_use]
    pub fn sign_checkpoint(&self, name: &str, checkpoint: &Note) -> NoteSignature {
        NoteSignature {
            name: name.to_owned(),
            key_id: line_id(name, &self.public()),
            signature: self.sign_message(checkpoint.text().as_bytes()).to_vec(),
        }
    }
}

impl PublicKey {
    /// Whether this key signed the checkpoint under this name.
    #[must_use]
    pub fn signed_checkpoint(&self, name: &str, checkpoint: &Note) -> bool {
        let id = line_id(name, self);
        checkpoint.signatures().iter().any(|line| {
            line.name == name
                && line.key_id == id
                && self.verifies(checkpoint.text().as_bytes(), &line.signature)
        })
    }
}
