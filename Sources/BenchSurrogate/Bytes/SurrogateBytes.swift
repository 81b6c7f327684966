/// The ids and limits of an attachment's bytes (Specs/surrogate.md).
enum SurrogateBytes {
    static let magic: [UInt8] = Array("HASBSURR".utf8)
    static let version: (major: UInt16, minor: UInt16) = (1, 0)

    /// Where a feature comes from.
    enum Source: UInt8 { case number = 0, logarithm, level, derived }

    /// On which scale a quantity is modelled.
    enum ScaleKind: UInt8 { case linear = 0, logarithmic, logistic }

    static let maximumKernels = 8
    static let maximumKeys = 4096
    static let maximumFeatures = 4096
    static let maximumOutputs = 4096
    static let maximumModels = 256
    static let maximumNodes = 1024
    static let degrees = 1...8
    static let maximumMembers = 8
    static let layers = 3...16
    static let maximumWidth = 1024
}
