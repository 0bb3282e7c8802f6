/// The variables of a session: which name has which slot, and what each was made of.
///
/// A compiler works on a copy, so that a cell that does not pass the check changes nothing.
struct Environment {
    private(set) var names: [String] = []
    private var slots: [String: Int] = [:]
    /// Names that a function reads and nothing has assigned yet.
    private var awaited: Set<String> = []
    private var origins: [Int: String] = [:]
    private var values: [Value?] = []

    /// The number of slots in use.
    var slotCount: Int { values.count }

    /// Shows the compiler the values as they stand.
    mutating func refresh(_ values: [Value?]) {
        self.values = values
    }

    /// The slot of a variable.
    func slot(of name: String) -> Int? { slots[name] }

    /// The value in a slot before the cell runs.
    func value(in slot: Int) -> Value? { values.indices.contains(slot) ? values[slot] : nil }

    /// Hides a value from what is compiled behind its deletion.
    mutating func forget(_ slot: Int) {
        if values.indices.contains(slot) { values[slot] = nil }
        origins[slot] = nil
    }

    /// A slot without a name, for a sweep's own variables.
    mutating func newSlot() -> Int {
        values.append(nil)
        return values.count - 1
    }

    /// The slot of a variable, new where there is none.
    mutating func slotForAssignment(of name: String) -> Int {
        if isVariable(name), let slot = slots[name] { return slot }
        let slot = slotForReading(of: name)
        awaited.remove(name)
        names.append(name)
        return slot
    }

    /// The slot of a name that a function will look up when it is called, whether it is a variable yet or not.
    mutating func slotForReading(of name: String) -> Int {
        if let slot = slots[name] { return slot }
        let slot = newSlot()
        slots[name] = slot
        awaited.insert(name)
        return slot
    }

    /// Whether a name has been assigned.
    func isVariable(_ name: String) -> Bool { slots[name] != nil && !awaited.contains(name) }

    /// Notes what a variable was made of, for messages.
    mutating func setOrigin(_ origin: String?, of slot: Int) {
        origins[slot] = origin
    }

    /// What a variable was made of.
    func origin(of slot: Int) -> String? { origins[slot] }

    /// The variables that have a value, in the order of their first assignment.
    var variables: [(name: String, value: Value)] {
        names.compactMap { name in
            slots[name].flatMap { value(in: $0) }.map { (name: name, value: $0) }
        }
    }
}
