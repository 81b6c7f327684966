import BenchSchema
import BenchSurrogate
import CBLAS

/// Numbers in rows, one row after another.
struct Matrix: Sendable {
    let rows, columns: Int
    var values: [Double]

    init(rows: Int, columns: Int, repeating value: Double = 0) {
        (self.rows, self.columns) = (rows, columns)
        values = Array(repeating: value, count: rows * columns)
    }

    init(rows: [[Double]], columns: Int) {
        (self.rows, self.columns) = (rows.count, columns)
        values = rows.flatMap(\.self)
    }

    subscript(row: Int, column: Int) -> Double {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    func row(_ row: Int) -> ArraySlice<Double> { values[row * columns..<(row + 1) * columns] }

    func column(_ column: Int) -> [Double] { (0..<rows).map { self[$0, column] } }

    /// The rows at these places.
    func rows(at places: [Int]) -> Matrix {
        Matrix(rows: places.map { Array(row($0)) }, columns: columns)
    }

    /// The product; each factor may be turned about its diagonal.
    static func product(
        _ a: Matrix, _ b: Matrix, firstTurned aTurned: Bool = false, secondTurned bTurned: Bool = false
    ) -> Matrix {
        let rows = aTurned ? a.columns : a.rows
        let inner = aTurned ? a.rows : a.columns
        let columns = bTurned ? b.rows : b.columns
        precondition(inner == (bTurned ? b.columns : b.rows))
        var result = Matrix(rows: rows, columns: columns)
        guard rows > 0, columns > 0, inner > 0 else { return result }
        unsafe result.values.withUnsafeMutableBufferPointer { out in
            unsafe cblas_dgemm(
                CblasRowMajor, aTurned ? CblasTrans : CblasNoTrans, bTurned ? CblasTrans : CblasNoTrans, Int32(rows),
                Int32(columns), Int32(inner), 1, a.values, Int32(a.columns), b.values, Int32(b.columns), 0,
                out.baseAddress, Int32(columns))
        }
        return result
    }

    /// The matrix with `value` added on its diagonal.
    func addingToDiagonal(_ value: Double) -> Matrix {
        var result = self
        for place in 0..<rows { result[place, place] += value }
        return result
    }

    /// The inverse of a symmetric positive definite matrix and the logarithm of its determinant; nil of another.
    func inverse() -> (inverse: Matrix, logDeterminant: Double)? {
        var result = self
        var (size, info): (Int32, Int32) = (Int32(rows), 0)
        // Column by column the lower triangle is what row by row is the upper one.
        unsafe result.values.withUnsafeMutableBufferPointer {
            unsafe dpotrf_("L", &size, $0.baseAddress, &size, &info)
        }
        guard info == 0 else { return nil }
        let determinant = (0..<rows).reduce(0) { $0 + 2 * logarithm(result[$1, $1]) }
        unsafe result.values.withUnsafeMutableBufferPointer {
            unsafe dpotri_("L", &size, $0.baseAddress, &size, &info)
        }
        guard info == 0 else { return nil }
        for row in 0..<rows { for column in 0..<row { result[row, column] = result[column, row] } }
        return (result, determinant)
    }

    /// Eigenvectors of a symmetric matrix, as rows, those of the largest eigenvalues first.
    func eigenvectors() throws(BenchError) -> (vectors: Matrix, values: [Double]) {
        var (vectors, values) = (self, [Double](repeating: 0, count: rows))
        var (size, info): (Int32, Int32) = (Int32(rows), 0)
        var work = [Double](repeating: 0, count: max(1, 34 * rows))
        var workSize = Int32(work.count)
        unsafe vectors.values.withUnsafeMutableBufferPointer {
            unsafe dsyev_("V", "U", &size, $0.baseAddress, &size, &values, &work, &workSize, &info)
        }
        guard info == 0 else { throw BenchError(.limit, "the eigenvectors of the curves can't be found") }
        return (vectors.rows(at: (0..<rows).reversed()), values.reversed())
    }
}
