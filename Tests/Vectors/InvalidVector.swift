import BenchFile
import BenchSchema
import Conformance
import TestSupport

/// A file that a reader refuses, on opening or at the latest when all of it is read and checked.
struct InvalidVector {
    /// Its name: what is broken, the widest term first.
    var name: String
    /// What is wrong with it, in a sentence.
    var about: String
    /// The code of the error.
    var code = BenchError.Code.damaged
    var bytes: [UInt8]

    /// Throws unless a reader gives an error of this code.
    func check() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("vector.hasb")
        try TemporaryFolder.write(bytes, to: path)
        let errors = Conformance.errors(inFileAt: path)
        guard errors.first?.code == code else {
            throw WrongVector("\(name): \(errors) instead of \(code.nameInVectors)")
        }
    }

    /// The text of its JSON.
    var json: String {
        var json = JSONWriter()
        json.object { json in
            json.name("about")
            json.string(about)
            json.name("code")
            json.string(code.nameInVectors)
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }
}
