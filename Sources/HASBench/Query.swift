import BenchFile
public import BenchSchema
import BenchSpace
public import BenchSurrogate
import Synchronization

/// What a benchmark answers to a query.
public enum Answer: Sendable {
    /// The configuration is in the table: all its runs.
    case table([TableRun])
    /// It isn't: what the surrogate says of it, which nobody measured.
    case surrogate(Prediction)
    /// It isn't, and this file can't predict it, for that reason.
    case unknown(ConfigHash, String)
}

/// Whether a file can predict.
public enum SurrogateState: Sendable {
    /// It has no surrogate.
    case none
    /// It has one of another table or another search space, and why.
    case stale(String)
    /// It can. A configuration outside of the search space is an error, never an extrapolation.
    case ready(Surrogate)
}

extension Benchmark {
    /// Looks a configuration up, and predicts it where it isn't in the table: the table comes first, always.
    ///
    /// - Parameters:
    ///   - epoch: The last epoch of a prediction; a table's runs are whole, and cut as they are read.
    ///   - noise: A seed to draw one run by, instead of the expected one.
    ///   - members: Whether a prediction says what each part of the ensemble says.
    ///
    /// Throws as `lookup` does, `.usage` for what is neither in the table nor in the search space, and `.infeasible` for
    /// what is in the space but no network can be built of.
    public func query(
        _ configuration: Configuration, upTo epoch: Int? = nil, noise: UInt64? = nil, members: Bool = false
    ) throws(BenchError) -> Answer {
        let runs = try lookup(configuration)
        guard runs.isEmpty else { return .table(runs) }
        switch try surrogateState() {
        case .none: return .unknown(try hash(of: configuration), "the file has no surrogate to predict it")
        case .stale(let reason): return .unknown(try hash(of: configuration), reason)
        case .ready(let surrogate):
            if let noise { return .surrogate(try surrogate.draw(configuration, upTo: epoch, seed: noise)) }
            return .surrogate(try surrogate.predict(configuration, upTo: epoch, members: members))
        }
    }

    /// Whether the file can predict; its surrogate is read and checked once.
    public func surrogateState() throws(BenchError) -> SurrogateState {
        if let known = loadedSurrogate.withLock({ $0 }) { return known }
        let state = try readSurrogate()
        loadedSurrogate.withLock { $0 = state }
        return state
    }

    private func readSurrogate() throws(BenchError) -> SurrogateState {
        guard let bytes = try reader.attachment(AttachmentName.surrogate) else { return .none }
        let surrogate: Surrogate
        do throws(BenchError) { surrogate = try Surrogate(parsing: bytes) } catch {
            throw error.within("attachment \(AttachmentName.surrogate)").within(reader.path)
        }
        guard surrogate.contentDigest == reader.contentDigest else {
            return .stale("the surrogate in the file was fitted on another table")
        }
        let space = try reader.attachment(AttachmentName.searchSpace)
        guard surrogate.spaceText == ByteString(space ?? []) else {
            return .stale("the surrogate in the file was fitted on another search space")
        }
        return .ready(surrogate)
    }
}

extension Benchmark {
    /// What was predicted of configurations that were held out; nil where the file doesn't say, or it is of another table.
    public func heldOutPredictions() throws(BenchError) -> HeldOutPredictions? {
        guard let bytes = try reader.attachment(AttachmentName.heldOut) else { return nil }
        do throws(BenchError) {
            let predictions = try HeldOutPredictions(json: bytes)
            return predictions.contentDigest == reader.contentDigest ? predictions : nil
        } catch { throw error.within("attachment \(AttachmentName.heldOut)").within(reader.path) }
    }
}
