import BenchSchema
public import CHasbench
import Glibc

/// What every function of the C interface does around its work: errors become a code and words, texts leave by malloc.
enum Calls {
    /// Runs the body; puts what it throws into the error, if there is one.
    static func run(
        _ error: UnsafeMutablePointer<hasb_error>?, _ body: () throws(BenchError) -> Void
    ) -> hasb_code {
        do throws(BenchError) {
            try body()
            return HASB_OK
        } catch let thrown {
            let code = Self.code(of: thrown)
            if let error = error {
                hasb_error_free(error)
                error.pointee.code = Int32(code.rawValue)
                error.pointee.message = strdup(thrown.message)
                error.pointee.place = strdup(thrown.place.joined(separator: ": "))
            }
            return code
        }
    }

    private static func code(of error: BenchError) -> hasb_code {
        let codes: [(BenchError.Code, hasb_code)] = [
            (.usage, HASB_USAGE), (.damaged, HASB_DAMAGED), (.unsupported, HASB_UNSUPPORTED),
            (.mismatch, HASB_MISMATCH), (.limit, HASB_LIMIT), (.noInput, HASB_NO_INPUT), (.noProgram, HASB_NO_PROGRAM),
            (.cannotWrite, HASB_CANNOT_WRITE), (.io, HASB_IO), (.infeasible, HASB_INFEASIBLE),
        ]
        return codes.first { $0.0 == error.code }?.1 ?? HASB_IO
    }

    /// Gives bytes to the caller, with a 0 behind them; throws `.limit` where there is no memory for them.
    static func give(_ bytes: [UInt8], to text: UnsafeMutablePointer<hasb_text>?) throws(BenchError) {
        guard let text = text else { return }
        guard let copy = malloc(bytes.count + 1)?.bindMemory(to: CChar.self, capacity: bytes.count + 1) else {
            throw BenchError(.limit, "there is no memory for \(bytes.count) bytes")
        }
        for place in bytes.indices { copy[place] = CChar(bitPattern: bytes[place]) }
        copy[bytes.count] = 0
        text.pointee = hasb_text(bytes: copy, count: bytes.count)
    }

    /// The text that an argument points to; throws `.usage` for NULL.
    static func text(_ pointer: UnsafePointer<CChar>?, _ what: String) throws(BenchError) -> String {
        guard let pointer = pointer else { throw BenchError(.usage, "\(what) is NULL") }
        return String(cString: pointer)
    }

    /// The options of a call; nil for NULL.
    static func options(_ pointer: UnsafePointer<CChar>?) throws(BenchError) -> JSONTree? {
        guard let pointer = pointer else { return nil }
        let tree = try JSONTree(Array(String(cString: pointer).utf8), file: "options")
        guard case .object = tree.value else { throw BenchError(.usage, "options are a JSON object") }
        return tree
    }
}

extension JSONTree {
    /// A member that is a list of strings; nil where it is left out.
    func strings(_ name: String) throws(BenchError) -> [String]? {
        guard let member = self[name] else { return nil }
        guard case .list(let items) = member.value else { throw BenchError(.usage, "\"\(name)\" is a list of names") }
        return try items.map { item throws(BenchError) in
            guard let text = item.string else { throw BenchError(.usage, "\"\(name)\" is a list of names") }
            return text
        }
    }

    /// A member that is a number; nil where it is left out.
    func number(_ name: String) throws(BenchError) -> Double? {
        switch self[name]?.value {
        case nil, .null: return nil
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default: throw BenchError(.usage, "\"\(name)\" is a number")
        }
    }

    /// A member that is an integer; nil where it is left out.
    func integer(_ name: String) throws(BenchError) -> Int64? {
        switch self[name]?.value {
        case nil, .null: return nil
        case .integer(let number): return number
        default: throw BenchError(.usage, "\"\(name)\" is an integer")
        }
    }

    /// A member that is true or false; false where it is left out.
    func flag(_ name: String) throws(BenchError) -> Bool {
        switch self[name]?.value {
        case nil, .null: return false
        case .bool(let truth): return truth
        default: throw BenchError(.usage, "\"\(name)\" is true or false")
        }
    }
}

/// The version of the interface.
@implementation @c public func hasb_abi() -> UInt32 { UInt32(HASB_ABI) }

/// The version of the library.
@implementation @c public func hasb_version() -> UnsafePointer<CChar>! { Version.text }

private enum Version {
    /// Lives as long as the process.
    nonisolated(unsafe) static let text = UnsafePointer<CChar>(strdup("1.0"))
}

/// Frees what an error holds.
@implementation @c public func hasb_error_free(_ error: UnsafeMutablePointer<hasb_error>!) {
    guard let error = error else { return }
    free(error.pointee.message)
    free(error.pointee.place)
    error.pointee = hasb_error()
}

/// Frees a text.
@implementation @c public func hasb_text_free(_ text: UnsafeMutablePointer<hasb_text>!) {
    guard let text = text else { return }
    free(text.pointee.bytes)
    text.pointee = hasb_text()
}
