import BenchSchema
import BenchSurrogate
import CXGBoost

/// Boosts regression trees with libxgboost.
@safe struct TreeFit: ~Copyable {
    private var booster: BoosterHandle?

    /// The parameters; one thread, so that the same runs give the same trees.
    static let parameters = [
        "booster": "gbtree", "objective": "reg:squarederror", "tree_method": "exact", "max_depth": "4", "eta": "0.05",
        "subsample": "0.8", "colsample_bytree": "0.7", "nthread": "1", "verbosity": "0",
    ]
    private static let rounds: Int32 = 300
    /// The bytes that all trees take at most: 31 nodes of depth 4, six bytes each.
    static let mostBytes = Int(rounds) * 31 * 6

    /// Fits trees to the targets of rows of features.
    init(features: [[Float]], targets: [Float], seed: UInt64) throws(BenchError) {
        let matrix = try unsafe Self.matrix(features)
        defer { _ = unsafe XGDMatrixFree(matrix) }
        try unsafe Self.check(XGDMatrixSetFloatInfo(matrix, "label", targets, UInt64(targets.count)))
        var handles: [DMatrixHandle?] = unsafe [matrix]
        try unsafe Self.check(XGBoosterCreate(&handles, 1, &booster))
        let base = targets.reduce(0) { $0 + Double($1) } / Double(max(targets.count, 1))
        let own = ["seed": String(seed & 0x7FFF_FFFF), "base_score": String(Float(base))]
        for (name, value) in Self.parameters.merging(own, uniquingKeysWith: { $1 }).sorted(by: <) {
            try unsafe Self.check(XGBoosterSetParam(booster, name, value))
        }
        for round in 0..<Self.rounds { try unsafe Self.check(XGBoosterUpdateOneIter(booster, round, matrix)) }
        self.base = Float(base)
    }

    private let base: Float

    deinit { unsafe XGBoosterFree(booster) }

    /// What libxgboost itself predicts for rows of features.
    func predictions(_ features: [[Float]]) throws(BenchError) -> [Float] {
        let matrix = try unsafe Self.matrix(features)
        defer { _ = unsafe XGDMatrixFree(matrix) }
        let options = #"{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}"#
        var (shape, dimensions, values): (UnsafePointer<UInt64>?, UInt64, UnsafePointer<Float>?) = (nil, 0, nil)
        try unsafe Self.check(
            XGBoosterPredictFromDMatrix(booster, matrix, options, &shape, &dimensions, &values))
        guard let values = unsafe values else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: values, count: features.count))
    }

    /// The trees, to be walked without libxgboost.
    func ensemble() throws(BenchError) -> TreeEnsemble {
        var (count, texts): (UInt64, UnsafeMutablePointer<UnsafePointer<CChar>?>?) = (0, nil)
        try unsafe Self.check(XGBoosterDumpModelEx(booster, "", 0, "text", &count, &texts))
        var nodes: [TreeEnsemble.Node] = []
        for tree in 0..<Int(count) {
            guard let text = unsafe texts?[tree] else { continue }
            nodes += try Self.preorder(unsafe String(cString: text))
        }
        guard let ensemble = TreeEnsemble(base: base, preorder: nodes) else { throw Self.unreadable("its end") }
        return ensemble
    }

    /// The nodes of a tree in libxgboost's text form, such as `0:[f2<0.5] yes=1,no=2,missing=1` or `1:leaf=0.1`.
    static func preorder(_ text: String) throws(BenchError) -> [TreeEnsemble.Node] {
        var known: [Int: (node: TreeEnsemble.Node, yes: Int, no: Int)] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.drop { $0 == "\t" }.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let id = Int(parts[0]) else { throw unreadable(line) }
            if parts[1].hasPrefix("leaf=") {
                guard let value = Float(parts[1].dropFirst(5)) else { throw unreadable(line) }
                known[id] = (TreeEnsemble.Node(feature: -1, value: value), 0, 0)
                continue
            }
            let words = parts[1].split { "[]<=, ".contains($0) }
            guard words.count >= 6, words[0].hasPrefix("f"), let feature = Int32(words[0].dropFirst()),
                let threshold = Float(words[1]), let yes = Int(words[3]), let no = Int(words[5])
            else { throw unreadable(line) }
            known[id] = (TreeEnsemble.Node(feature: feature, value: threshold), yes, no)
        }
        var (nodes, open): ([TreeEnsemble.Node], [Int]) = ([], [0])
        while let id = open.popLast() {
            guard let (node, yes, no) = known.removeValue(forKey: id) else { throw unreadable("node \(id)") }
            nodes.append(node)
            if node.feature >= 0 { open += [no, yes] }
        }
        return nodes
    }

    private static func unreadable(_ what: some StringProtocol) -> BenchError {
        BenchError(.unsupported, "libxgboost wrote a tree that this hasbench can't read: \(what)")
    }

    private static func matrix(_ features: [[Float]]) throws(BenchError) -> DMatrixHandle? {
        var matrix: DMatrixHandle?
        let columns = features.first?.count ?? 0
        try unsafe check(
            XGDMatrixCreateFromMat(features.flatMap(\.self), UInt64(features.count), UInt64(columns), .nan, &matrix))
        return unsafe matrix
    }

    private static func check(_ result: Int32) throws(BenchError) {
        guard result != 0 else { return }
        let message = unsafe String(cString: XGBGetLastError())
        throw BenchError(.io, "libxgboost failed: \(message.prefix(300))")
    }
}
