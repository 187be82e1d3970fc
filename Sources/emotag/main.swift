internal import EmotagCommand

EmotagCommand.end(EmotagCommand.main(Array(CommandLine.arguments.dropFirst())))
