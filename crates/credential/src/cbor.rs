//! The little CBOR we need: maps with small integer keys, read strictly and written deterministically
//! (RFC 8949 section 4.2.1).

use coset::cbor::Value;
use coset::cbor::{de, ser};

/// Bytes that are not the map they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// Not CBOR, or more than one item.
    #[error("not a single CBOR item")]
    Syntax,
    /// The item is not a map with integer keys.
    #[error("not a map with integer keys")]
    NotAMap,
    /// A key is missing, or its value has another type or range.
    #[error("field {0} is missing or has another form")]
    Field(u64),
    /// A key that this version does not know.
    #[error("field {0} is not known to this version")]
    UnknownField(i128),
    /// The same content has a shorter or differently ordered encoding.
    #[error("the encoding is not the deterministic one")]
    NotDeterministic,
}

/// A map being taken apart.
pub(crate) struct Fields(Vec<(i128, Value)>);

impl Fields {
    pub(crate) fn read(mut bytes: &[u8]) -> Result<Self, CborError> {
        let value: Value = de::from_reader(&mut bytes).map_err(|_| CborError::Syntax)?;
        if !bytes.is_empty() {
            return Err(CborError::Syntax);
        }
        let entries = value.into_map().map_err(|_| CborError::NotAMap)?;
        let fields = entries.into_iter().map(|(key, value)| match key {
            Value::Integer(key) => Ok((i128::from(key), value)),
            _ => Err(CborError::NotAMap),
        });
        Ok(Self(fields.collect::<Result<_, _>>()?))
    }

    fn take(&mut self, key: u64) -> Option<Value> {
        let at = self.0.iter().position(|(known, _)| *known == i128::from(key))?;
        Some(self.0.swap_remove(at).1)
    }

    pub(crate) fn text(&mut self, key: u64) -> Result<String, CborError> {
        self.take(key)
            .and_then(|value| value.into_text().ok())
            .ok_or(CborError::Field(key))
    }

    pub(crate) fn bytes<const N: usize>(&mut self, key: u64) -> Result<[u8; N], CborError> {
        self.blob(key)?.try_into().map_err(|_| CborError::Field(key))
    }

    pub(crate) fn blob(&mut self, key: u64) -> Result<Vec<u8>, CborError> {
        self.take(key)
            .and_then(|value| value.into_bytes().ok())
            .ok_or(CborError::Field(key))
    }

    pub(crate) fn int<T: TryFrom<i128>>(&mut self, key: u64) -> Result<T, CborError> {
        match self.take(key) {
            Some(Value::Integer(number)) => {
                T::try_from(i128::from(number)).map_err(|_| CborError::Field(key))
            }
            _ => Err(CborError::Field(key)),
        }
    }

    /// A name that may stand as a code of `table`.
    pub(crate) fn coded(&mut self, key: u64, table: &[&'static str]) -> Result<String, CborError> {
        match self.take(key) {
            Some(Value::Text(name)) => Ok(name),
            Some(Value::Integer(code)) => u64::try_from(i128::from(code))
                .ok()
                .and_then(|code| crate::tables::name_of(table, code))
                .map(ToOwned::to_owned)
                .ok_or(CborError::Field(key)),
            _ => Err(CborError::Field(key)),
        }
    }

    /// An array of a text, a number and a text.
    pub(crate) fn text_count_text(&mut self, key: u64) -> Result<(String, u8, String), CborError> {
        let items = self.take(key).and_then(|value| value.into_array().ok());
        match items.as_deref() {
            Some([Value::Text(head), Value::Integer(count), Value::Text(tail)]) => {
                let count = u8::try_from(i128::from(*count)).map_err(|_| CborError::Field(key))?;
                Ok((head.clone(), count, tail.clone()))
            }
            _ => Err(CborError::Field(key)),
        }
    }

    /// Nothing may be left over.
    pub(crate) fn finish(self) -> Result<(), CborError> {
        match self.0.first() {
            Some((key, _)) => Err(CborError::UnknownField(*key)),
            None => Ok(()),
        }
    }
}

/// The value of a name: its code when the table has it, else the name.
pub(crate) fn coded_value(table: &[&str], name: &str) -> Value {
    crate::tables::code_of(table, name).map_or_else(|| name.into(), Into::into)
}

/// Writes a map. Keys are given in rising order, which for small integers is the deterministic order.
pub(crate) fn write(fields: Vec<(u64, Value)>) -> Vec<u8> {
    debug_assert!(fields.is_sorted_by_key(|(key, _)| *key));
    let map = Value::Map(
        fields
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect(),
    );
    let mut bytes = Vec::new();
    // Writing a value to memory does not fail.
    let written = ser::into_writer(&map, &mut bytes);
    debug_assert!(written.is_ok());
    bytes
}
