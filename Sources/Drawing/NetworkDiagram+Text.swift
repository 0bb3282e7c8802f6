extension NetworkDiagram {
    /// The picture as lines of text: the units in columns, then the weights where they are few.
    func lines(columns width: Int) -> [String] {
        var lines: [String] = []
        if let title, !title.isEmpty { lines += [title.onOneLine, ""] }
        lines += grid(columns: width)
        if !captions.isEmpty || !omissions.isEmpty {
            lines.append("")
            lines += (captions + omissions).flatMap { $0.wrapped(to: max(width, 20)) }
        }
        lines += weightLines
        return lines
    }

    /// One column of nodes, as wide as its widest text.
    private func cells(of layer: Int?, rows: Int) -> [String] {
        guard let layer else {
            return (0..<rows * 2).map { $0 == rows ? "⋯" : "" } + ["", ""]
        }
        let slots = slots(of: layer)
        var cells = Array(repeating: "", count: rows * 2)
        // Between two nodes is an empty line, so that layers of even and odd sizes stand in the middle of each other.
        for (position, slot) in slots.enumerated() {
            cells[rows - slots.count + position * 2] = text(of: slot, in: layer)
        }
        return cells + [size(of: layer), layers[layer].name.onOneLine]
    }

    private func text(of slot: NodeSlot, in layer: Int) -> String {
        switch slot {
        case .gap: return "⋮"
        case .bias: return "(+1)"
        case .unit(let unit):
            let mark = isHighlighted(slot, of: layer) ? (highlight?.layer == layer ? "▶" : "›") : ""
            let values = layers[layer].values
            guard values.indices.contains(unit) else {
                return mark + (layer == 0 ? "(" + DiagramText.indexed("x", unit + 1) + ")" : "( )")
            }
            let activation = NumberText.significant(values[unit].activation, digits: 4)
            guard let sum = values[unit].sum else { return mark + "(" + activation + ")" }
            return mark + "(" + NumberText.significant(sum, digits: 4) + " → " + activation + ")"
        }
    }

    private func grid(columns width: Int) -> [String] {
        let shown = self.columns
        let rows = shown.compactMap { $0 }.reduce(1) { max($0, slots(of: $1).count) }
        let cells = shown.map { self.cells(of: $0, rows: rows) }
        let widths = cells.map { $0.reduce(0) { max($0, DisplayWidth.columns(of: $1)) } }
        let room = width - widths.reduce(0, +)
        let gap = min(max(room / max(widths.count - 1, 1), 2), 9)
        return (0..<rows * 2 + 2).map { row in
            var line = ""
            for (column, width) in widths.enumerated() {
                if column > 0 {
                    // The middle line shows that everything goes to the right.
                    let isMiddle = row == rows - 1 && gap >= 4
                    let arrow = "  " + String(repeating: "─", count: max(gap - 4, 0)) + "→ "
                    line += isMiddle ? arrow.padded(to: gap) : String(repeating: " ", count: gap)
                }
                line += DiagramText.centered(cells[column][row], in: width)
            }
            return line
        }.filter { !$0.allSatisfy { $0 == " " } || rows <= 6 }
    }

    /// The weights of a network with few of them, a line for each unit.
    private var weightLines: [String] {
        let count = connections.reduce(0) { $0 + $1.weights.count }
        guard 1...40 ~= count else { return [] }
        var lines = [""]
        for (layer, known) in connections.enumerated() {
            for unit in 0..<layers[layer + 1].units {
                let weights = (0..<layers[layer].units).map { source in
                    weight(from: .unit(source), to: unit, behind: layer).map { NumberText.significant($0, digits: 4) }
                        ?? "·"
                }
                let bias =
                    known.biases.indices.contains(unit) ? NumberText.significant(known.biases[unit], digits: 4) : ""
                lines.append(
                    "layer \(layer + 1), unit \(unit + 1):  w = \(weights.joined(separator: ", "))"
                        + (bias.isEmpty ? "" : "   b = \(bias)"))
            }
        }
        return lines
    }
}
