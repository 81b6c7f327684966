import BenchStatistics
import Testing

@Suite struct BoxPlotTests {
    struct Case: Decodable {
        let name: String
        let values: [Double]
        let reach: Double
        let q1: Double
        let med: Double
        let q3: Double
        let iqr: Double
        let whislo: Double
        let whishi: Double
        let cilo: Double
        let cihi: Double
        let fliers: [Double]
    }

    @Test func boxesEqualMatplotlib() throws {
        var fliers = 0
        for fixture in try Fixture.read("boxplots", as: Case.self) {
            let box = try #require(BoxPlot(of: fixture.values, reach: fixture.reach))
            let name: Comment = "\(fixture.name), \(fixture.reach)"
            #expect(same(box.lowerQuartile, fixture.q1), name)
            #expect(same(box.median, fixture.med), name)
            #expect(same(box.upperQuartile, fixture.q3), name)
            #expect(same(box.interquartileRange, fixture.iqr), name)
            #expect(same(box.lowerWhisker, fixture.whislo), name)
            #expect(same(box.upperWhisker, fixture.whishi), name)
            #expect(same(box.notch.lower, fixture.cilo), name)
            #expect(same(box.notch.upper, fixture.cihi), name)
            #expect(box.fliers == fixture.fliers, name)
            #expect(box.missing == fixture.values.count { $0.isNaN }, name)
            #expect(box.count + box.missing == fixture.values.count, name)
            fliers += box.fliers.count
        }
        #expect(fliers > 100)
    }

    @Test func noNumbersNoBox() {
        #expect(BoxPlot(of: []) == nil)
        #expect(BoxPlot(of: [.nan]) == nil)
    }

    @Test(arguments: [0, -1, Double.nan, .infinity, -.infinity])
    func anyReachIsSafe(reach: Double) throws {
        let box = try #require(BoxPlot(of: [1, 2, 3, 4, 100], reach: reach))
        #expect(box.lowerWhisker <= box.lowerQuartile && box.upperWhisker >= box.upperQuartile)
    }
}
