import Glibc

/// Data sets with a name of their own.
///
/// What is drawn comes from one stream that starts at the seed, sample after sample; a test set is by custom drawn with the
/// seed after that of the training set. The noise of a sample is drawn also where it is 0, so that the amount of noise
/// changes nothing else.
public enum Datasets {
    /// The number of samples above which a generator throws a limit error.
    public static let maximumCount = 1 << 24

    /// Exclusive or: four samples, the target 1 where exactly one input is 1.
    public static func xor() throws(EngineError) -> Dataset {
        try Dataset(
            name: "xor", inputs: Matrix(rows: 4, columns: 2, elements: [0, 0, 0, 1, 1, 0, 1, 1]),
            targets: Matrix(column: [0, 1, 1, 0]))
    }

    /// Two half circles that reach into each other.
    ///
    /// With an angle t, uniform in 0…π, class 0 lies at (cos t, sin t) and class 1 at (1 - cos t, ½ - sin t). For each
    /// point the angle is drawn, then the noise in x and in y.
    ///
    /// - Throws: A value error unless the count is even and positive and the noise at least 0, a limit error above
    ///   `maximumCount` points.
    public static func moons(count: Int, noise: Double, seed: UInt64) throws(EngineError) -> Dataset {
        try plane("moons", count: count, classes: 2, noise: noise, seed: seed) { label, stream in
            let angle = Double.pi * stream.uniform()
            return label == 0 ? (cos(angle), sin(angle)) : (1 - cos(angle), 0.5 - sin(angle))
        }
    }

    /// Two circles with one centre: class 0 on that of radius 1, class 1 on that of radius ½.
    ///
    /// For each point an angle uniform in 0…2π is drawn, then the noise in x and in y.
    ///
    /// - Throws: What `moons(count:noise:seed:)` throws.
    public static func circles(count: Int, noise: Double, seed: UInt64) throws(EngineError) -> Dataset {
        try plane("circles", count: count, classes: 2, noise: noise, seed: seed) { label, stream in
            let angle = 2 * Double.pi * stream.uniform()
            let radius = label == 0 ? 1 : 0.5
            return (radius * cos(angle), radius * sin(angle))
        }
    }

    /// The arms of a spiral that winds one and a half times around the origin, out to radius 1: an arm for each class.
    ///
    /// A point at radius r = √u, with u uniform in 0…1, has the angle 2π(1.5r + class/classes); the root spreads the points
    /// evenly over the arm. For each point u is drawn, then the noise in x and in y.
    ///
    /// - Throws: A value error unless there are 2 to 100 classes, the count is a positive multiple of their number and the
    ///   noise at least 0; a limit error above `maximumCount` points.
    public static func spirals(
        count: Int, classes: Int = 2, noise: Double, seed: UInt64
    ) throws(EngineError) -> Dataset {
        try plane("spirals", count: count, classes: classes, noise: noise, seed: seed) { label, stream in
            let radius = stream.uniform().squareRoot()
            let angle = 2 * Double.pi * (1.5 * radius + Double(label) / Double(classes))
            return (radius * cos(angle), radius * sin(angle))
        }
    }

    /// One input, uniform in -π…π, and its sine with noise as the target.
    ///
    /// For each sample the input is drawn, then the noise.
    ///
    /// - Throws: A value error unless the count is positive and the noise at least 0, a limit error above `maximumCount`
    ///   samples.
    public static func sine(count: Int, noise: Double, seed: UInt64) throws(EngineError) -> Dataset {
        try check("sine", count: count, noise: noise)
        var stream = RandomStream(seed: seed)
        var inputs = [Double](roomFor: count)
        var targets = [Double](roomFor: count)
        var pulse = Interruption.Pulse()
        for _ in 0..<count {
            try pulse.count(8)
            let x = Double.pi * (2 * stream.uniform() - 1)
            inputs.append(x)
            targets.append(sin(x) + noise * stream.normal())
        }
        return try Dataset(name: "sine", inputs: Matrix(column: inputs), targets: Matrix(column: targets))
    }
}

extension Datasets {
    /// Draws points of the plane, class after class in equal parts: what the body says, and noise in x and in y.
    ///
    /// The targets are one column with the number of the class.
    static func plane(
        _ name: String, count: Int, classes: Int, noise: Double, seed: UInt64,
        _ point: (_ label: Int, _ stream: inout RandomStream) -> (x: Double, y: Double)
    ) throws(EngineError) -> Dataset {
        try check(name, count: count, noise: noise)
        guard 2 <= classes && classes <= 100 else {
            throw .value("\(name) has 2 to 100 classes, not \(classes)")
        }
        guard count.isMultiple(of: classes) else {
            throw .value(
                "\(name) gives each class as many points: the count \(count) must be "
                    + (classes == 2 ? "even" : "a multiple of \(classes)"))
        }
        var stream = RandomStream(seed: seed)
        var points = [Double](roomFor: 2 * count)
        var labels = [Double](roomFor: count)
        var pulse = Interruption.Pulse()
        for label in 0..<classes {
            for _ in 0..<count / classes {
                try pulse.count(8)
                let (x, y) = point(label, &stream)
                points.append(x + noise * stream.normal())
                points.append(y + noise * stream.normal())
                labels.append(Double(label))
            }
        }
        return try Dataset(
            name: name, inputs: Matrix(rows: count, columns: 2, elements: points), targets: Matrix(column: labels))
    }

    /// Throws an error for a count or a noise that no generator takes.
    static func check(_ name: String, count: Int, noise: Double) throws(EngineError) {
        guard count > 0 else { throw .value("\(name) needs at least one sample, not \(count)") }
        guard count <= maximumCount else {
            throw .limit("\(count) samples are more than the \(maximumCount) a generator draws")
        }
        try MemoryLimit.check(4 * count, for: "\(count) samples")
        guard noise >= 0 && noise.isFinite else {
            throw .value("the noise of \(name) is \(shortText(noise)); it must be a number from 0 up")
        }
    }
}
