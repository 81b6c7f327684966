/// What went wrong, where, and what to do about it.
public struct BenchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, which decides the command's exit code.
    public var code: Code
    /// What went wrong and how it may be mended, in one or two sentences.
    public var message: String
    /// Where: a file, a block, a line; outermost first.
    public var place: [String]

    /// Makes an error.
    public init(_ code: Code, _ message: String, at place: String...) {
        self.code = code
        self.message = message
        self.place = place
    }

    /// The place, then the message.
    public var description: String { (place + [message]).joined(separator: ": ") }

    /// The same error, found inside `outer`.
    public func within(_ outer: String) -> BenchError {
        var error = self
        error.place.insert(outer, at: 0)
        return error
    }

    /// A kind of failure; new kinds may come with new versions.
    public struct Code: Hashable, Sendable {
        private enum Kind {
            case usage, infeasible, damaged, unsupported, mismatch, limit, noInput, noProgram, cannotWrite, io
        }
        private let kind: Kind

        /// An argument, key or value that is not acceptable.
        public static let usage = Code(kind: .usage)
        /// A configuration of the search space that no network can be built of, so that it can't be trained.
        public static let infeasible = Code(kind: .infeasible)
        /// Bytes that are not what they must be.
        public static let damaged = Code(kind: .damaged)
        /// A version, feature or encoding that this program doesn't know.
        public static let unsupported = Code(kind: .unsupported)
        /// Data that contradicts its schema, or schemas that contradict each other.
        public static let mismatch = Code(kind: .mismatch)
        /// More than the format or the reader allows.
        public static let limit = Code(kind: .limit)
        /// There is no such input, or it may not be read.
        public static let noInput = Code(kind: .noInput)
        /// A program that is needed is not installed.
        public static let noProgram = Code(kind: .noProgram)
        /// The output can't be created.
        public static let cannotWrite = Code(kind: .cannotWrite)
        /// Reading or writing failed.
        public static let io = Code(kind: .io)

        /// The command's exit code for it (sysexits.h).
        public var exitCode: Int32 {
            switch kind {
            case .usage, .infeasible: 64
            case .damaged, .unsupported, .mismatch, .limit: 65
            case .noInput: 66
            case .noProgram: 69
            case .cannotWrite: 73
            case .io: 74
            }
        }
    }
}
