/// Copies of networks, one for each, so that two names for one network are two names for one copy.
struct NetworkCopies {
    private var copies: [ObjectIdentifier: TrainedNetwork] = [:]

    /// A value with copies in place of the networks in it; no deeper than lists and tables nest.
    mutating func copy(of value: Value) -> Value {
        guard value.holdsNetworks else { return value }
        switch value {
        case .network(let network): return .network(copy(of: network))
        case .list(let items): return .list(copy(of: items))
        case .tuple(let items): return .tuple(copy(of: items))
        case .table(let table): return .table(copy(of: table))
        default: return value
        }
    }

    private mutating func copy(of network: TrainedNetwork) -> TrainedNetwork {
        let identifier = ObjectIdentifier(network)
        if let copy = copies[identifier] { return copy }
        let copy = TrainedNetwork(network.current)
        copies[identifier] = copy
        return copy
    }

    private mutating func copy(of items: ValueList) -> ValueList {
        var copies: [Value] = []
        for item in items { copies.append(copy(of: item)) }
        return ValueList(copies)
    }

    private mutating func copy(of table: ValueTable) -> ValueTable {
        var columns: [ValueTable.Column] = []
        for column in table.columns {
            var values: [Value] = []
            for value in column.values { values.append(copy(of: value)) }
            columns.append(ValueTable.Column(label: column.label, values: values))
        }
        var notes: [(label: String, value: Value)] = []
        for note in table.notes { notes.append((label: note.label, value: copy(of: note.value))) }
        var copy = ValueTable(columns: columns, boundCount: table.boundCount, notes: notes, picture: table.picture)
        copy.focus = table.focus
        copy.conventions = table.conventions
        return copy
    }
}

extension Value {
    /// Whether the value is a network, or has one in it.
    var holdsNetworks: Bool {
        switch self {
        case .network: true
        case .list(let items), .tuple(let items): items.holdsNetworks
        case .table(let table): table.holdsNetworks
        default: false
        }
    }
}
