//! The offline proof that an entry is in the log (C2SP tlog-proof): inclusion proof and checkpoint in one text.

use std::fmt;

use data_encoding::BASE64;

use crate::{
    Checkpoint, CheckpointError, Hash, Note, NoteError, NoteVerifier, ProofError, leaf_hash, verify_inclusion,
};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// An inclusion proof together with the checkpoint it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Data of the application that the log does not authenticate (for us the salt of the leaf). Empty = no line.
    pub extra: Vec<u8>,
    /// Index of the entry in the log.
    pub index: u64,
    /// Inclusion proof, sibling of the leaf first.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: Note,
}

/// Evidence that cannot be read or does not prove the entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// The text is not a tlog-proof.
    #[error("not a log proof: {0}")]
    Malformed(&'static str),
    /// The checkpoint cannot be trusted.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof does not lead from the entry to the checkpoint.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl From<NoteError> for EvidenceError {
    fn from(cause: NoteError) -> Self {
        Self::Checkpoint(cause.into())
    }
}

impl Evidence {
    /// Reads the text form. Nothing is verified yet.
    ///
    /// # Errors
    /// [`EvidenceError`].
    pub fn parse(text: &str) -> Result<Self, EvidenceError> {
        let bad = EvidenceError::Malformed;
        let (head, checkpoint) = text
            .split_once("\n\n")
            .ok_or(bad("no blank line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(bad("another first line"));
        }
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            Some(encoded) => {
                lines.next();
                BASE64
                    .decode(encoded.as_bytes())
                    .map_err(|_| bad("the extra data is not base64"))?
            }
            None => Vec::new(),
        };
        let index_text = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .ok_or(bad("no index line"))?;
        let index: u64 = index_text.parse().map_err(|_| bad("the index is not a number"))?;
        if index.to_string() != index_text {
            return Err(bad("the index is not written plainly"));
        }
        let path = lines
            .map(|line| Hash::from_base64(line).ok_or(bad("a hash is not 32 bytes in base64")))
            .collect::<Result<Vec<_>, _>>()?;
        if path.len() > 64 {
            return Err(bad("more hashes than any tree is high"));
        }
        Ok(Self {
            extra,
            index,
            path,
            checkpoint: Note::parse(checkpoint)?,
        })
    }

    /// Verifies that `entry` is in a log we trust. Returns the checkpoint and how many trusted witnesses saw it.
    ///
    /// # Errors
    /// [`EvidenceError`].
    pub fn verify(
        &self,
        entry: &[u8],
        trusted: &[NoteVerifier],
    ) -> Result<(Checkpoint, usize), EvidenceError> {
        let (checkpoint, witnesses) = Checkpoint::verify(&self.checkpoint, trusted)?;
        verify_inclusion(
            leaf_hash(entry),
            self.index,
            checkpoint.size,
            checkpoint.root,
            &self.path,
        )?;
        Ok((checkpoint, witnesses))
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if !self.extra.is_empty() {
            writeln!(f, "extra {}", BASE64.encode(&self.extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}
