/// How far a long piece of work is, as a value; `html` and `text` render it.
public struct ProgressReport: Sendable, Hashable {
    /// A number of the work with its name.
    public struct Field: Sendable, Hashable {
        /// What the value is.
        public var label: String
        /// The value as text.
        public var value: String
        /// Whether a line that has no room for all leaves others out before it.
        public var isEssential: Bool

        /// Makes a field.
        public init(_ label: String, _ value: String, isEssential: Bool = false) {
            self.label = label
            self.value = value
            self.isEssential = isEssential
        }
    }

    /// How the work stands.
    public enum State: Sendable, Hashable {
        /// It goes on.
        case running
        /// It is complete.
        case finished
        /// It was stopped; what was reached is valid.
        case interrupted
        /// It could not go on, for the given reason.
        case failed(String)
    }

    /// What the work is.
    public var title: String
    /// The share that is done, from 0 to 1.
    public var fraction: Double
    /// The numbers of the work.
    public var fields: [Field]
    /// How the work stands.
    public var state: State
    /// How long it will take still; shown only while the work runs.
    public var timeLeft: String?
    /// The course so far, such as the loss over the epochs.
    public var curve: Figure?

    /// Makes a report.
    public init(
        title: String, fraction: Double, fields: [Field] = [], state: State = .running, timeLeft: String? = nil,
        curve: Figure? = nil
    ) {
        self.title = title
        self.fraction = fraction
        self.fields = fields
        self.state = state
        self.timeLeft = timeLeft
        self.curve = curve
    }

    /// The share within its limits; not a number counts as nothing done.
    private var share: Double {
        if state == .finished { return 1 }
        return fraction.isNaN ? 0 : min(max(fraction, 0), 1)
    }

    /// The share in whole percent, 100 only when nothing is missing.
    private var percent: Int { share >= 1 ? 100 : min(Int(share * 100), 99) }

    private var stateText: String? {
        switch state {
        case .running: timeLeft.map { "\($0.onOneLine) left" }
        case .finished: "done"
        case .interrupted: "interrupted"
        case .failed(let reason): reason.isEmpty ? "failed" : "failed: \(reason.onOneLine)"
        }
    }

    /// Renders the report as HTML: a bar, the numbers and the curve.
    public func html() -> String {
        let color =
            switch state {
            case .running: "var(--jp-brand-color1,#1f78c8)"
            case .finished: "var(--jp-success-color1,#2e9e5b)"
            case .interrupted: "var(--jp-warn-color1,#d98a00)"
            case .failed: "var(--jp-error-color1,#d1453b)"
            }
        let muted = "color:var(--jp-ui-font-color2,inherit)"
        let name = Markup.escaped(title.onOneLine)
        var html = "<div class=\"nabla-progress\" style=\"max-width:640px;font-variant-numeric:tabular-nums;"
        html += "color:var(--jp-ui-font-color1,inherit)\">\n"
        html += "<div style=\"display:flex;justify-content:space-between;gap:1em\"><b>\(name)</b>"
        html += "<span style=\"\(muted)\">\(percent)&#160;%"
        if let stateText { html += " · \(Markup.escaped(stateText))" }
        html += "</span></div>\n"
        html += "<div role=\"progressbar\" aria-label=\"\(name)\" aria-valuemin=\"0\" aria-valuemax=\"100\""
        html += " aria-valuenow=\"\(percent)\" style=\"height:8px;margin:.35em 0;border-radius:4px;overflow:hidden;"
        html += "background:var(--jp-layout-color3,rgba(128,128,128,.25))\"><div style=\"height:100%;"
        html +=
            "width:\(NumberText.fixed(share * 100, decimals: 1))%;border-radius:4px;background:\(color)\"></div></div>\n"
        if !fields.isEmpty {
            html += "<div style=\"display:flex;flex-wrap:wrap;gap:.2em 1.6em;margin:.2em 0 .5em\">"
            for field in fields {
                html += "<span><span style=\"\(muted)\">\(Markup.escaped(field.label.onOneLine))</span>&#160;"
                html += "\(Markup.escaped(field.value.onOneLine))</span>"
            }
            html += "</div>\n"
        }
        if let curve { html += curve.svg(width: 640) }
        return html + "</div>"
    }

    /// Renders the report as one line for a terminal.
    ///
    /// Where it is narrow, the bar gives way before the numbers do, then a long title. What still does not fit is left
    /// out: first that it is done, which the bar says too, then what there is no room for of the fields that are not
    /// essential.
    public func text(columns: Int, color: Bool = false, ascii: Bool = false) -> String {
        let limit = min(max(columns, 10), 500)
        let number = "\(percent) %".paddedLeft(to: 5)
        var parts = fields.map {
            (text: "\($0.label.onOneLine) \($0.value.onOneLine)", importance: $0.isEssential ? 2 : 1)
        }
        // How the work ended comes first and, unless it is done, is shortened rather than left out.
        let position = state == .running ? min(parts.count, 2) : 0
        let importance = state == .running ? 1 : state == .finished ? 0 : 3
        if let stateText { parts.insert((text: stateText, importance: importance), at: position) }
        let widestBar = min(max(limit / 4, 4), 24)
        let narrowestBar = min(max(limit / 10, 4), widestBar)
        let ellipsis = ascii ? "..." : "…"
        let room = max(limit - narrowestBar - number.count - 3, 0)
        let needed = parts.reduce(0) { $1.importance < 2 ? $0 : $0 + DisplayWidth.columns(of: $1.text) + 2 }
        // A long title gives way to what is essential.
        let name = title.onOneLine.elided(to: min(room, max(room - needed, 12)), ellipsis: ellipsis)
        var used = DisplayWidth.columns(of: name) + narrowestBar + number.count + 3
        var shown: [String?] = parts.map { _ in nil }
        for importance in [3, 2, 1, 0] {
            for (index, part) in parts.enumerated() where part.importance == importance {
                let text = importance == 3 ? part.text.elided(to: limit - used - 2, ellipsis: ellipsis) : part.text
                let columns = DisplayWidth.columns(of: text) + 2
                guard !text.isEmpty, used + columns <= limit else { continue }
                shown[index] = text
                used += columns
            }
        }
        let tail = shown.compactMap { $0 }.map { "  " + $0 }.joined()
        let head = name.isEmpty ? "" : name + "  "
        let left = limit - DisplayWidth.columns(of: head + tail) - number.count - 1
        let barWidth = min(max(left, narrowestBar), widestBar)
        return head + bar(width: barWidth, color: color, ascii: ascii) + " " + number + tail
    }

    /// The bar of the text form, with eighths of a cell where the terminal can show them.
    private func bar(width: Int, color: Bool, ascii: Bool) -> String {
        if ascii {
            let full = Int(share * Double(width))
            return String(repeating: "#", count: full) + String(repeating: "-", count: width - full)
        }
        let eighths = Int(share * Double(width * 8))
        let full = eighths / 8
        let partial: [String] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let rest = partial[eighths % 8]
        let empty = width - full - (rest.isEmpty ? 0 : 1)
        let done = String(repeating: "█", count: full) + rest
        if !color { return done + String(repeating: "░", count: empty) }
        let shade =
            switch state {
            case .running: Color(0x3A8FD9)
            case .finished: Color(0x2CA87F)
            case .interrupted: Color(0xC79A2B)
            case .failed: Color(0xD1453B)
            }
        let paper = ANSI.background(Color(0x3A4048))
        return ANSI.foreground(shade) + paper + done + String(repeating: " ", count: empty) + ANSI.reset
    }
}
