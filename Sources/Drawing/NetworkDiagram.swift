/// The layers of a network from left to right, with the connections between them.
public struct NetworkDiagram: Sendable, Hashable {
    /// What a unit computed of a sample.
    public struct Values: Sendable, Hashable {
        /// The weighted sum; `nil` for an input.
        public var sum: Double?
        /// The activation.
        public var activation: Double

        /// Makes values.
        public init(sum: Double?, activation: Double) {
            self.sum = sum
            self.activation = activation
        }
    }

    /// The units of a layer; the inputs are one, too.
    public struct Layer: Sendable, Hashable {
        /// How many units there are.
        public var units: Int
        /// What they are, as in `tanh`.
        public var name: String
        /// What each computed of a sample; empty without one.
        public var values: [Values]

        /// Makes a layer.
        public init(units: Int, name: String, values: [Values] = []) {
            self.units = units
            self.name = name
            self.values = values
        }
    }

    /// What leads from one layer to the next.
    public struct Connections: Sendable, Hashable {
        /// The weights row by row, `[inputs, outputs]`.
        public var weights: [Double]
        /// Which connections there are, `[inputs, outputs]`; `nil` for all.
        public var exists: [Bool]?
        /// The biases, one for each output; empty where there are none.
        public var biases: [Double]

        /// Makes connections.
        public init(weights: [Double], exists: [Bool]? = nil, biases: [Double] = []) {
            self.weights = weights
            self.exists = exists?.count == weights.count ? exists : nil
            self.biases = biases
        }
    }

    /// A unit that stands out, with everything it leads to.
    public struct Highlight: Sendable, Hashable {
        /// The layer, counted from 0 with the inputs.
        public var layer: Int
        /// The unit, counted from 0.
        public var unit: Int

        /// Names a unit.
        public init(layer: Int, unit: Int) {
            self.layer = layer
            self.unit = unit
        }
    }

    /// The heading; `nil` for none.
    public var title: String?
    /// Small lines under the picture.
    public var captions: [String]
    /// The layers, the inputs first.
    public var layers: [Layer]
    /// What leads from each layer to the next.
    public var connections: [Connections]
    /// Whether biases are the weights of nodes that are always 1.
    public var hasBiasNodes: Bool
    /// A unit that stands out.
    public var highlight: Highlight?
    /// The magnitude of a weight that is drawn widest; `nil` for the largest there is.
    public var scale: Double?

    /// Makes a diagram; between layers without connections nothing is drawn.
    public init(
        title: String? = nil, captions: [String] = [], layers: [Layer], connections: [Connections],
        hasBiasNodes: Bool = false, highlight: Highlight? = nil, scale: Double? = nil
    ) {
        self.title = title
        self.captions = captions
        self.layers = layers
        let gaps = max(layers.count - 1, 0)
        let missing = max(gaps - connections.count, 0)
        self.connections = connections.prefix(gaps) + Array(repeating: Connections(weights: []), count: missing)
        self.hasBiasNodes = hasBiasNodes
        self.highlight = highlight
        self.scale = scale
    }
}

/// A place in a column of nodes.
enum NodeSlot: Hashable {
    /// The node that is always 1.
    case bias
    /// A unit, counted from 0.
    case unit(Int)
    /// Units that are left out.
    case gap
}

extension NetworkDiagram {
    /// The most columns that are drawn.
    static let columnLimit = 9

    /// The columns that are drawn; `nil` for layers that are left out.
    var columns: [Int?] { DiagramText.shown(layers.count, limit: Self.columnLimit) }

    /// Whether units show what they computed.
    var hasValues: Bool { layers.contains { !$0.values.isEmpty } }

    /// The nodes of a layer from the top.
    func slots(of layer: Int) -> [NodeSlot] {
        let units = DiagramText.shown(layers[layer].units, limit: hasValues ? 9 : 16)
            .map { $0.map(NodeSlot.unit) ?? .gap }
        return (hasBias(layer) ? [.bias] : []) + units
    }

    /// Whether a layer has a node that is always 1.
    private func hasBias(_ layer: Int) -> Bool {
        hasBiasNodes && connections.indices.contains(layer) && !connections[layer].biases.isEmpty
    }

    /// The weight of a connection to a unit of the next layer; `nil` where there is none.
    func weight(from slot: NodeSlot, to unit: Int, behind layer: Int) -> Double? {
        guard connections.indices.contains(layer) else { return nil }
        let known = connections[layer]
        switch slot {
        case .gap: return nil
        case .bias: return known.biases.indices.contains(unit) ? known.biases[unit] : nil
        case .unit(let source):
            let index = source * layers[layer + 1].units + unit
            guard known.weights.indices.contains(index), known.exists?[index] != false else { return nil }
            return known.weights[index]
        }
    }

    /// Whether the connection from a node to a unit is on a way from the highlighted unit.
    func isHighlighted(from slot: NodeSlot, behind layer: Int) -> Bool {
        guard let highlight, case .unit(let unit) = slot else { return false }
        return layer == highlight.layer ? unit == highlight.unit : layer > highlight.layer
    }

    /// Whether a unit is the highlighted one or one it leads to.
    func isHighlighted(_ slot: NodeSlot, of layer: Int) -> Bool {
        guard let highlight, case .unit(let unit) = slot else { return false }
        return layer > highlight.layer || layer == highlight.layer && unit == highlight.unit
    }

    /// A connection that is drawn.
    struct Edge {
        let layer: Int
        let from: NodeSlot
        let to: Int
        let weight: Double
    }

    /// The connections between drawn nodes, layer by layer.
    var edges: [Edge] {
        var edges: [Edge] = []
        for (left, right) in zip(columns, columns.dropFirst()) {
            guard let left, right != nil else { continue }
            for from in slots(of: left) {
                for case .unit(let to) in slots(of: left + 1) {
                    guard let weight = weight(from: from, to: to, behind: left) else { continue }
                    edges.append(Edge(layer: left, from: from, to: to, weight: weight))
                }
            }
        }
        return edges
    }

    /// What is said of what is not drawn.
    var omissions: [String] {
        var notes: [String] = []
        if layers.count > Self.columnLimit {
            notes.append("\(Self.columnLimit - 1) of \(layers.count) columns are drawn")
        }
        let missing = connections.reduce(0) { $0 + ($1.exists ?? []).count { !$0 } }
        if missing > 0 { notes.append(missing == 1 ? "1 connection is missing" : "\(missing) connections are missing") }
        return notes
    }

    /// A number of units in words.
    func size(of layer: Int) -> String {
        let units = layers[layer].units
        return layer == 0 ? (units == 1 ? "1 input" : "\(units) inputs") : (units == 1 ? "1 unit" : "\(units) units")
    }
}
