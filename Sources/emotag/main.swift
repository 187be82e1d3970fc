internal import EmotagCommand

EmotagCommand.end(EmotagCommand.main(EmotagCommand.arguments))
