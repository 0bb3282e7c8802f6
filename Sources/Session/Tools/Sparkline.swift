/// A curve or a distribution in one line of block characters.
enum Sparkline {
    private static let blocks = Array("▁▂▃▄▅▆▇█")

    /// The values from left to right, from the lowest block to the highest; of many, neighbours are averaged.
    static func curve(_ values: [Double], width: Int = 40) -> String {
        guard !values.isEmpty, width > 0 else { return "" }
        let count = min(width, values.count)
        let heights = (0..<count).map { bin -> Double in
            let part = values[(bin * values.count / count)..<((bin + 1) * values.count / count)].filter(\.isFinite)
            // Each is divided first, so that no sum of finite numbers overflows.
            return part.isEmpty ? .nan : part.reduce(0) { $0 + $1 / Double(part.count) }
        }
        return drawn(heights)
    }

    /// How many values lie in each of so many equal parts of their range, from the smallest to the largest.
    static func distribution(_ values: [Double], bins: Int? = nil) -> String {
        let finite = values.filter(\.isFinite)
        let bins = bins ?? min(24, max(4, Int(Double(finite.count).squareRoot())))
        guard let low = finite.min(), let high = finite.max(), low < high, bins > 0 else { return "" }
        var counts = Array(repeating: 0.0, count: bins)
        for value in finite {
            // Halved, so that the width of the range is a number too.
            let share = (value / 2 - low / 2) / (high / 2 - low / 2)
            counts[min(bins - 1, max(0, Int(share * Double(bins))))] += 1
        }
        return drawn(counts)
    }

    private static func drawn(_ heights: [Double]) -> String {
        let finite = heights.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return "" }
        return String(
            heights.map { height -> Character in
                guard height.isFinite else { return " " }
                guard low < high else { return blocks[3] }
                let share = (height / 2 - low / 2) / (high / 2 - low / 2)
                return blocks[min(blocks.count - 1, Int(share * Double(blocks.count)))]
            })
    }
}
