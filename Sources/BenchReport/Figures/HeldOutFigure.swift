import BenchSchema
import BenchStatistics
import BenchSurrogate
import HASBench

extension Figure {
    /// What the surrogate said of held-out configurations against what was measured.
    static func heldOut(_ data: ReportData, _ subject: Int) throws(BenchError) -> Figure? {
        let file = data.subjects[subject]
        guard let predictions = try file.benchmark.heldOutPredictions(), !predictions.rows.isEmpty else { return nil }
        var (panels, sentences): ([Panel], [String]) = ([], [])
        var table = DataTable(["metric", "hash", "measured", "predicted"])
        for quantity in data.quantities {
            guard let place = predictions.metrics.firstIndex(of: quantity.name) else { continue }
            // In the file's own unit: both numbers are of this file.
            let column = file.schema.columns[try file.benchmark.place(named: quantity.name)]
            let shown = Quantity(name: quantity.name, unit: column.unit, direction: quantity.direction)
            var (measured, predicted): ([Double], [Double]) = ([], [])
            for row in predictions.rows {
                guard let truth = try file.mean(of: quantity.name, row.hash), row.values[place].isFinite else {
                    continue
                }
                measured.append(truth)
                predicted.append(row.values[place])
                table.rows.append(
                    [.text(shown.label), .text(row.hash.description), .number(truth), .number(row.values[place])])
            }
            let agreement = Agreement(measured: measured.span, predicted: predicted.span)
            guard agreement.count > 0 else { continue }
            let numbers = measured + predicted
            var (x, y) = (Axis(shown, of: numbers), Axis(shown, of: numbers))
            (x.label, y.label) = ("measured \(x.label)", "predicted \(y.label)")
            let ends = OrderStatistics(numbers.span)
            let diagonal = [ends.minimum ?? 0, ends.maximum ?? 1].map { Layer.Point(x: $0, y: $0) }
            let marks = Thinning(measured, x.isLogarithmic, predicted, y.isLogarithmic).marks.map(\.point)
            let measures = [
                agreement.determination.map { "R² \($0.rounded(toDigits: 3))" },
                agreement.rank.map { "tau \($0.rounded(toDigits: 3))" },
            ].compactMap(\.self).joined(separator: ", ")
            panels.append(
                Panel(
                    title: measures, x: x, y: y,
                    layers: [
                        .line(diagonal, .grey, title: nil), .points(marks, Palette.hue(panels.count), .dot, title: nil),
                    ]))
            sentences.append(
                "\(quantity.name) of \(Figure.count(agreement.count, "configuration")): \(measures), mean absolute error "
                    + "\(shown.text(agreement.error)).")
        }
        guard !panels.isEmpty else { return nil }
        return Figure(
            name: name("held-out", subject, of: data),
            title: title("The surrogate on held-out configurations", subject, of: data),
            caption:
                "Predicted by a surrogate that was fitted to \(predictions.training) other runs; on the line the two are the same. "
                + sentences.joined(separator: " "),
            description: "Scatter plots. " + sentences.joined(separator: " "), table: table,
            plot: Plot(panels, columns: panels.count, rowHeight: 340))
    }
}

extension ReportSubject {
    /// The mean over a configuration's runs; nil where none has a finite number.
    fileprivate func mean(of name: String, _ hash: ConfigHash) throws(BenchError) -> Double? {
        var numbers: [Double] = []
        for run in try benchmark.lookup(hash) { if let number = try run[name] { numbers.append(number) } }
        let finite = numbers.finiteOnly
        return Moments(finite.span).mean
    }
}
