internal import EmotagCommand
internal import Glibc

exit(EmotagCommand.main(Array(CommandLine.arguments.dropFirst())))
