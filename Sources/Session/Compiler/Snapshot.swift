import Engine

/// The variables of a session at one moment, with what was set.
struct Snapshot: Sendable {
    /// Which name has which slot.
    var environment = Environment()
    /// The values by slot.
    var variables = Variables()
    /// The conventions in force.
    var convention = Convention.modern
    /// The limits in force.
    var limits = Limits.standard
    /// What holds where a statement says nothing else.
    var settings = Settings()
}

/// The values of all variables with where they are from; a structure, so that an assignment is one access to it.
struct Variables: Sendable {
    var values: [Value?] = []
    private(set) var assignments: [Assignment?] = []

    mutating func grow(to count: Int) {
        values += Array(repeating: nil, count: max(0, count - values.count))
        assignments += Array(repeating: nil, count: max(0, count - assignments.count))
    }

    mutating func assign(_ value: Value, to slot: Int, by assignment: Assignment?) {
        values[slot] = value
        // In a loop it is the same each turn.
        if assignments[slot] !== assignment { assignments[slot] = assignment }
    }
}
