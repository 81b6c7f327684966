import BenchSchema

/// The directions in which rows of numbers differ most, and how far each row goes along them.
struct PrincipalComponents {
    let mean: [Double]
    /// One row a component.
    let basis: Matrix
    /// One row a row, one column a component.
    let scores: Matrix
    /// The variance along each component.
    let variances: [Double]

    /// Finds at most so many components.
    init(of rows: Matrix, count: Int) throws(BenchError) {
        let (centred, means) = rows.centred()
        let (vectors, values) = try Matrix.product(centred, centred, firstTurned: true).eigenvectors()
        let kept = min(count, rows.columns, rows.rows - 1)
        mean = means
        var basis = vectors.rows(at: Array(0..<kept))
        // An eigenvector has no sign of its own; the largest element decides, so that the bytes don't depend on the library.
        for row in 0..<kept {
            let largest = basis.row(row).max { abs($0) < abs($1) } ?? 0
            if largest < 0 { for column in 0..<basis.columns { basis[row, column] *= -1 } }
        }
        self.basis = basis
        scores = Matrix.product(centred, basis, secondTurned: true)
        variances = values.prefix(kept).map { max($0, 0) / Double(max(rows.rows, 1)) }
    }

    /// Rows from what they are along the components.
    func rows(_ scores: Matrix) -> Matrix {
        var result = Matrix.product(scores, basis)
        for row in 0..<result.rows { for column in 0..<result.columns { result[row, column] += mean[column] } }
        return result
    }
}
