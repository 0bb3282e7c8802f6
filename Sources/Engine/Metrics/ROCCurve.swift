/// The receiver operating characteristic: what share of the positive samples is found at what share of false alarms, for every
/// threshold on a score.
public struct ROCCurve: Sendable, Hashable {
    /// One threshold.
    public struct Point: Sendable, Hashable {
        /// The lowest score that is taken for positive; infinite for the first point, where none is.
        public let threshold: Double
        /// The share of the negative samples taken for positive.
        public let falsePositiveRate: Double
        /// The share of the positive samples taken for positive.
        public let truePositiveRate: Double
    }

    /// The points from (0, 0) to (1, 1), one for each different score; equal scores pass the threshold together.
    public let points: [Point]

    /// The area under the curve by trapezoids.
    ///
    /// It is the share of pairs of a positive and a negative sample in which the positive one has the higher score, where a
    /// tie counts one half (Mann and Whitney, 1947).
    public let area: Double

    /// Creates a curve.
    ///
    /// - Parameters:
    ///   - scores: A number for each sample, higher for more likely positive.
    ///   - positives: Whether each sample is positive.
    /// - Throws: A shape error if the numbers of samples differ; a value error if a score is NaN or if not both kinds of
    ///   samples occur.
    public init(scores: [Double], positives: [Bool]) throws(EngineError) {
        guard scores.count == positives.count else {
            throw .shape("a ROC curve needs a class for each score, not \(positives.count) for \(scores.count)")
        }
        var pulse = Interruption.Pulse()
        var positiveCount = 0
        for (sample, isPositive) in positives.enumerated() {
            try pulse.count()
            if scores[sample].isNaN {
                throw .value("the score of sample \(sample + 1) is nan, which has no place among the others")
            }
            if isPositive { positiveCount += 1 }
        }
        let negativeCount = positives.count - positiveCount
        guard positiveCount > 0 && negativeCount > 0 else {
            throw .value(
                "a ROC curve needs positive and negative samples; there are \(positiveCount) and \(negativeCount)")
        }
        let order = try [Int](generating: scores.count) { $0 }.sorted(inBlocksOf: 1 << 14) { scores[$0] > scores[$1] }
        var points = [Point](roomFor: order.count + 1)
        points.append(Point(threshold: .infinity, falsePositiveRate: 0, truePositiveRate: 0))
        var found = 0
        var alarms = 0
        // Twice the area in units of one pair: whole numbers, so that nothing is rounded.
        var doubledArea = 0.0
        var place = 0
        while place < order.count {
            try pulse.count(8)
            let threshold = scores[order[place]]
            let (foundBefore, alarmsBefore) = (found, alarms)
            while place < order.count && scores[order[place]] == threshold {
                try pulse.count(8)
                if positives[order[place]] { found += 1 } else { alarms += 1 }
                place += 1
            }
            doubledArea += Double(alarms - alarmsBefore) * Double(found + foundBefore)
            points.append(
                Point(
                    threshold: threshold, falsePositiveRate: Double(alarms) / Double(negativeCount),
                    truePositiveRate: Double(found) / Double(positiveCount)))
        }
        self.points = points
        area = doubledArea / (2 * Double(positiveCount) * Double(negativeCount))
    }
}
