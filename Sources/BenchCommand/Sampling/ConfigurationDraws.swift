import BenchSchema
import BenchSpace

/// Configurations drawn from a space, with what the sweep sets beside them, within limits.
struct ConfigurationDraws {
    private let space: SearchSpace
    private let settings: [String: LooseValue]
    private let limits: [ComplexityLimit]
    private var sampler: SpaceSampler
    /// How many draws were left out as no network can be built of them.
    private(set) var unbuildable = 0
    /// How many draws were left out as a limit doesn't hold.
    private(set) var beyondLimits = 0

    init(_ space: SearchSpace, _ settings: [String: LooseValue], seed: UInt64, limits: [ComplexityLimit]) {
        (self.space, self.settings, self.limits) = (space, settings, limits)
        sampler = SpaceSampler(space, seed: seed)
    }

    /// The next configuration.
    mutating func next() throws(BenchError) -> DrawnConfiguration {
        guard let builder = space.network else {
            guard limits.isEmpty else {
                throw BenchError(
                    .usage,
                    "limits need a space that names the network in its \"meta\": \"network\": "
                        + RegNet.Builder.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
            }
            return DrawnConfiguration(space, try sampler.next(), settings, nil)
        }
        var (unbuildable, beyondLimits) = (0, 0)
        var network: RegNet?
        var reason: BenchError?
        defer {
            (self.unbuildable, self.beyondLimits) = (self.unbuildable + unbuildable, self.beyondLimits + beyondLimits)
        }
        do throws(BenchError) {
            let point = try sampler.next { point throws(BenchError) in
                let leaves = settings.merging(space.configuration(point)) { $1 }
                let built: RegNet
                do throws(BenchError) { built = try RegNet(leaves, by: builder) } catch {
                    // What is missing or unknown is so in every draw.
                    guard error.code != .unsupported else { throw error }
                    (unbuildable, reason) = (unbuildable + 1, error)
                    return false
                }
                guard limits.allSatisfy({ $0.holds(built) }) else {
                    beyondLimits += 1
                    return false
                }
                network = built
                return true
            }
            return DrawnConfiguration(space, point, settings, network)
        } catch {
            guard let reason, beyondLimits == 0 else { throw error }
            throw BenchError(error.code, "\(error.message); of the last draw, \(reason.message)")
        }
    }

    /// What was done, for people.
    func summary(_ count: Int, _ output: String) -> String {
        var text = "\(count) configurations" + (output == "-" ? "" : " in \(output)")
        if unbuildable > 0 { text += "; \(unbuildable) draws left out, as no network can be built of them" }
        if beyondLimits > 0 { text += "; \(beyondLimits) draws left out by the limits" }
        return text + "\n"
    }
}

/// One configuration as it is written.
struct DrawnConfiguration {
    /// What was drawn, in the order of the space.
    let drawn: [(name: String, value: LooseValue)]
    /// All other leaves: constants of the space, and settings of the file.
    let others: [String: LooseValue]
    /// The network, where the space says who builds it.
    let network: RegNet?

    init(_ space: SearchSpace, _ point: SearchSpace.Point, _ settings: [String: LooseValue], _ network: RegNet?) {
        var drawn: [(String, LooseValue)] = []
        // A leaf that is inactive isn't there, though other runs have it.
        var others = settings.filter { space[$0.key] == nil }
        for (parameter, cell) in zip(space.parameters, point) {
            guard let value = LooseValue(cell) else { continue }
            if case .constant = parameter.domain {
                others[parameter.name] = value
            } else {
                drawn.append((parameter.name, value))
            }
        }
        (self.drawn, self.others, self.network) = (drawn, others, network)
    }

    /// The values of a table's keys.
    func configuration(keys: [String]) -> [String: LooseValue] {
        let drawn = Dictionary(uniqueKeysWithValues: drawn.map { ($0.name, $0.value) })
        let keys = Set(keys)
        return drawn.merging(others.filter { keys.contains($0.key) }) { mine, _ in mine }
    }

    /// Appends it as one JSON object.
    func append(to json: inout JSONWriter) {
        json.object { json in
            json.name("config")
            json.object { json in json.members(drawn) }
            json.name("settings")
            json.object { json in
                json.members(others.sorted { ByteString($0.key) < ByteString($1.key) }.map { ($0.key, $0.value) })
            }
            guard let network else { return }
            json.name("complexity")
            json.object { json in
                for quantity in ComplexityLimit.Quantity.allCases {
                    json.name(quantity.rawValue)
                    json.number(quantity.value(network))
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(_ leaves: [(name: String, value: LooseValue)]) {
        for (name, value) in leaves {
            self.name(name)
            self.value(value)
        }
    }
}
