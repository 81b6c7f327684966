/// Kendall's tau-b of two lists of the same length; nil if one has no two different numbers. O(n log n).
///
/// Knight 1966: after sorting by the first list, a merge sort by the second counts the exchanges. Ties count as scipy's
/// `kendalltau` has it. NaN has no rank, so pairs must be finite.
func kendallTau(_ first: [Double], _ second: [Double]) -> Double? {
    let count = min(first.count, second.count)
    var order = Array(0..<count)
    order.sort { (first[$0], second[$0]) < (first[$1], second[$1]) }
    let bothTied = tiedPairs(order) { (first[$0], second[$0]) == (first[$1], second[$1]) }
    let firstTied = tiedPairs(order) { first[$0] == first[$1] }
    var ranked = order.map { second[$0] }
    let exchanges = sortCountingExchanges(&ranked)
    let secondTied = tiedPairs(Array(0..<count)) { ranked[$0] == ranked[$1] }
    let pairs = Double(count) * Double(count - 1) / 2
    let (untiedFirst, untiedSecond) = (pairs - firstTied, pairs - secondTied)
    guard untiedFirst > 0, untiedSecond > 0 else { return nil }
    let balance = pairs - firstTied - secondTied + bothTied - 2 * exchanges
    return balance / untiedFirst.squareRoot() / untiedSecond.squareRoot()
}

/// How many pairs lie in runs of equal neighbours.
private func tiedPairs(_ order: [Int], _ areEqual: (Int, Int) -> Bool) -> Double {
    var (pairs, length) = (0.0, 1.0)
    for place in order.indices.dropFirst() {
        if areEqual(order[place - 1], order[place]) {
            pairs += length
            length += 1
        } else {
            length = 1
        }
    }
    return pairs
}

/// Sorts bottom-up, counting how many pairs stood the wrong way round.
private func sortCountingExchanges(_ values: inout [Double]) -> Double {
    var exchanges = 0.0
    var width = 1
    while width < values.count {
        var merged: [Double] = []
        merged.reserveCapacity(values.count)
        for start in stride(from: 0, to: values.count, by: 2 * width) {
            let (middle, end) = (min(start + width, values.count), min(start + 2 * width, values.count))
            var (left, right) = (start, middle)
            while left < middle, right < end {
                if values[right] < values[left] {
                    exchanges += Double(middle - left)
                    merged.append(values[right])
                    right += 1
                } else {
                    merged.append(values[left])
                    left += 1
                }
            }
            merged += values[left..<middle]
            merged += values[right..<end]
        }
        values = merged
        width *= 2
    }
    return exchanges
}
