//! Makes a settings table a struct: each field with its key, its range and its meaning in one place.

/// Declares a table of settings: `name: reader(arguments)`, where the reader is a getter of [`super::Table`].
///
/// `overlay` takes over what a table gives rightly, and notes every key that is not a setting.
macro_rules! section {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ty = $getter:ident($($argument:expr),*)),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name { $($(#[$field_meta])* pub $field: $kind),+ }

        impl $name {
            /// Takes over the keys that the table gives rightly, and notes those that are no settings.
            pub(super) fn overlay(&mut self, table: $crate::settings::Table<'_>) {
                $($crate::settings::set(&mut self.$field, table.$getter(stringify!($field) $(, $argument)*));)+
                table.finish();
            }
        }
    };
}

/// Declares a file of several tables, each a [`section`].
macro_rules! sections {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name { $($(#[$field_meta])* pub $field: $kind),+ }

        impl $name {
            /// Takes over what the file gives rightly, and notes what it gives wrongly.
            pub(super) fn overlay(&mut self, root: $crate::settings::Table<'_>) {
                $(if let Some(table) = root.table(stringify!($field)) {
                    self.$field.overlay(table);
                })+
                root.finish();
            }
        }
    };
}

pub(super) use {section, sections};
