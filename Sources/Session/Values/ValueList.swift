/// The items of a list or a tuple, with how deep lists nest in them.
///
/// What walks a list recurses, its release included, so the depth is known without a walk and limited.
public struct ValueList: Sendable, RandomAccessCollection {
    /// How deep lists, tuples and tables may nest.
    static let depthLimit = 100

    private let items: [Value]
    /// How many lists, tuples and tables lie within one another, this one counted.
    let depth: Int
    /// Whether there is a network among the items, or in one of them.
    let holdsNetworks: Bool

    /// Creates a list.
    init(_ items: [Value]) {
        self.items = items
        depth = 1 + (items.lazy.map(\.depth).max() ?? 0)
        holdsNetworks = items.contains(where: \.holdsNetworks)
    }

    /// The position of the first item, 0.
    public var startIndex: Int { items.startIndex }
    /// How many items there are.
    public var endIndex: Int { items.endIndex }
    /// The item at a position counted from 0.
    public subscript(position: Int) -> Value { items[position] }
}

extension Value {
    /// How many lists, tuples and tables lie within one another in the value; a pair holds none.
    var depth: Int {
        switch self {
        case .list(let items), .tuple(let items): items.depth
        case .table(let table): table.depth
        default: 0
        }
    }
}
