/// The volume that points dominate within a box that ends at a reference point.
///
/// It is exact in 1, 2 and 3 objectives; nil for more, for a wrong shape, and where the reference has a NaN. A point that
/// isn't better than the reference in every objective dominates none of the box; one with a NaN is left out. Infinite if
/// a point is infinitely good.
///
/// Shapes: objective j of point i is `columns[j * n + i]`; m directions and m numbers of the reference. Units: the
/// product of the objectives' units. Complexity: O(n log n) for m = 2, O(n · f) for m = 3 with f points on a frontier.
/// Source: E. Zitzler and L. Thiele, "Multiobjective Optimization Using Evolutionary Algorithms", PPSN V, 1998; the sweep
/// in three objectives follows C. M. Fonseca, L. Paquete and M. López-Ibáñez, CEC 2006; pymoo `HV`.
public func hypervolume(columns: Span<Double>, directions: [Direction], reference: [Double]) -> Double? {
    guard (1...3).contains(directions.count), columns.count.isMultiple(of: directions.count),
        reference.count == directions.count, !reference.contains(where: \.isNaN)
    else { return nil }
    let count = columns.count / directions.count
    var boxes: [[Double]] = []
    for index in 0..<count {
        let sides = directions.indices.map { objective in
            directions[objective].cost(reference[objective])
                - directions[objective].cost(columns[objective * count + index])
        }
        if sides.allSatisfy({ $0 > 0 }) { boxes.append(sides) }
    }
    // The box of a point reaches from the reference as far as its sides; what is asked for is the union's volume.
    switch directions.count {
    case 1: return boxes.map { $0[0] }.max() ?? 0
    case 2:
        var stairs = Stairs()
        for box in boxes { stairs.add(box[0], box[1]) }
        return stairs.area
    default:
        var volume = ExactSum()
        var stairs = Stairs()
        let layers = boxes.sorted { $0[2] > $1[2] }
        for (place, box) in layers.enumerated() {
            stairs.add(box[0], box[1])
            let next = place + 1 < layers.count ? layers[place + 1][2] : 0
            if box[2] > next { volume.add(stairs.area * (box[2] - next)) }
        }
        return volume.value
    }
}

/// The union of rectangles that have a corner in the origin: widths fall as heights rise.
private struct Stairs {
    private var steps: [(width: Double, height: Double)] = []

    /// Adds a rectangle. O(log n), and O(n) where it must be put among others.
    mutating func add(_ width: Double, _ height: Double) {
        var (low, high) = (0, steps.count)
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].height < height { low = middle + 1 } else { high = middle }
        }
        // All from here on are as high or higher.
        if low < steps.count, steps[low].width >= width { return }
        var first = low
        while first > 0, steps[first - 1].width <= width { first -= 1 }
        let end = low < steps.count && steps[low].height == height ? low + 1 : low
        steps.replaceSubrange(first..<end, with: [(width: width, height: height)])
    }

    /// The area. O(n).
    var area: Double {
        var area = ExactSum()
        var below = 0.0
        for step in steps {
            area.add(step.width * (step.height - below))
            below = step.height
        }
        return area.value
    }
}
