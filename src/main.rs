//! The program: what it does is in the library.

fn main() -> std::process::ExitCode {
    ifr::cli::main()
}
