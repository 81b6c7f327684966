public import BenchSchema

/// A series with its axis.
public struct Curve: Hashable, Sendable {
    private let path: Steps
    /// The value at each step.
    public let values: Series

    init(_ read: (steps: Steps, values: Series)) { (path, values) = read }

    /// The steps: epochs, or another fidelity. O(n).
    public var axis: Series { path.series }
    /// The steps as numbers. O(n).
    public var steps: [Double] { axis.numbers().compactMap(\.self) }
    /// The values as numbers; nil where there is a null or a hole. O(1) for doubles without a gap.
    public var numbers: Numbers { Numbers(values) }

    /// Gives the values as numbers; where there is a null, a hole or no number, a NaN. O(1) for doubles without a gap.
    public func withNumbers<R, E: Error>(_ body: (Span<Double>) throws(E) -> R) throws(E) -> R {
        if values.states == nil, case .float64(let doubles) = values.elements { return try body(doubles.span) }
        let numbers = values.numbers().map { $0 ?? .nan }
        return try body(numbers.span)
    }

    /// Two curves are equal when their steps and values are.
    public static func == (a: Curve, b: Curve) -> Bool { a.axis == b.axis && a.values == b.values }

    /// Hashes the values, which suffices beside the exact equality.
    public func hash(into hasher: inout Hasher) { hasher.combine(values) }
}

extension Curve {
    /// A curve's values as numbers, made when they are asked for; nil where there is a null, a hole or no number.
    public struct Numbers: RandomAccessCollection, Equatable, Sendable {
        private enum Storage {
            case whole([Double])
            case gaps([Double?])
        }

        private let storage: Storage
        /// The number of values.
        public let endIndex: Int

        init(_ series: Series) {
            if series.states == nil, case .float64(let doubles) = series.elements {
                storage = .whole(doubles)
            } else {
                storage = .gaps(series.numbers())
            }
            endIndex = series.count
        }

        /// 0.
        public var startIndex: Int { 0 }

        /// A value. O(1).
        public subscript(index: Int) -> Double? {
            switch storage {
            case .whole(let numbers): numbers[index]
            case .gaps(let numbers): numbers[index]
            }
        }

        /// Compares as arrays of the numbers would.
        public static func == (a: Numbers, b: Numbers) -> Bool { a.elementsEqual(b) }
    }
}

extension Curve.Numbers: ExpressibleByArrayLiteral, CustomStringConvertible {
    /// Makes a collection of these numbers.
    public init(arrayLiteral numbers: Double?...) { (storage, endIndex) = (.gaps(numbers), numbers.count) }

    /// The numbers as an array's description has them.
    public var description: String { Array(self).description }
}
