import Engine
public import Language

/// Everything known about one verb, function or other name with a meaning of its own.
///
/// Parsing, checking, completion, inspection, help and suggestions all read the same entry.
public final class Entry: Sendable {
    /// What sort of name an entry is.
    public enum Category: String, Sendable, CaseIterable {
        case verb
        case function
        case activation
        case layer
        case loss
        case optimizer
        case momentum
        case schedule
        case initialization
        case data
        case constant

        /// The word with its article: `an activation`.
        var withArticle: String { (noun.first.map { "aeiou".contains($0) } ?? false ? "an " : "a ") + noun }

        /// The word for messages and help.
        var noun: String {
            switch self {
            case .initialization: "initialisation"
            case .optimizer: "optimiser"
            case .data: "data set"
            case .layer: "part of a network"
            default: rawValue
            }
        }
    }

    /// The name, in its first spelling.
    public let name: String
    /// Other spellings, such as `σ`.
    public let aliases: [String]
    /// What sort of name it is.
    public let category: Category
    /// One sentence, without a final full stop.
    public let summary: String
    /// More, in whole sentences; may be empty.
    public let details: String
    /// The words a verb may be followed by, such as `convention`.
    public let words: [String]
    /// Whether bare names follow the verb instead of expressions.
    public let takesNames: Bool
    /// The parameters: subjects first, then objects of prepositions, then options.
    public let parameters: [Parameter]
    /// What kind of value a call gives, where it is always the same.
    public let returns: Kind?
    /// The shape of what a call gives, and whether its arguments fit; `nil` where nothing is known.
    let shapeRule: ShapeRule?
    /// A program that shows the entry at work; the tests run it.
    public let example: String
    /// How it is differentiated; `nil` where it cannot be.
    let derivative: DerivativeRule?
    /// How a function was defined that is none of the registry's: `f(x) = x²`.
    let definition: String?
    /// What a call does.
    let implementation: Implementation

    /// What a call does.
    enum Implementation: Sendable {
        /// A constant, or a name that stands for a value.
        case constant(Value)
        /// A name that stands for data, which are read when they are first wanted.
        case data(@Sendable () throws(EngineError) -> Dataset)
        /// A function of one number, applied to each element.
        case elementwise(@Sendable (Double) -> Double)
        /// A name that stands for a value, and a call that makes another: `adam`, `adam(beta1=0.8)`, `kl`, `kl(P, Q)`.
        case adjustable(Value, @Sendable (Arguments, Machine) throws(Diagnostic) -> Value)
        /// An activation, applied to the parameter `x`; in a network its other parameters stand in the layer.
        case activation(@Sendable (Arguments) throws(Diagnostic) -> Activation)
        /// A function that a cell defines.
        case defined(Function)
        /// Anything else.
        case call(@Sendable (Arguments, Machine) throws(Diagnostic) -> Value)
        /// `expect`, which the compiler takes apart to show both sides of a comparison.
        case expectation
        /// What is done with variables as such, which only the compiler knows by name.
        case variables(VariableCommand)
    }

    init(
        _ name: String, aliases: [String] = [], _ category: Category, _ summary: String, details: String = "",
        words: [String] = [], takesNames: Bool = false, _ parameters: [Parameter] = [], returns: Kind? = nil,
        shape: ShapeRule? = nil, example: String, derivative: DerivativeRule? = nil, definition: String? = nil,
        _ implementation: Implementation
    ) {
        self.name = name
        self.aliases = aliases
        self.category = category
        self.summary = summary
        self.details = details
        self.words = words
        self.takesNames = takesNames
        self.parameters = parameters
        self.returns = returns
        shapeRule = shape
        self.example = example
        self.derivative = derivative
        self.definition = definition
        self.implementation = implementation
    }

    /// The value that a name stands for; `nil` for what is called.
    var standsFor: Value? {
        switch implementation {
        case .constant(let value), .adjustable(let value, _): value
        case .data(let read): (try? read()).map { .dataset(DataSet($0)) } ?? Value.none
        case .elementwise, .activation, .defined, .call, .expectation, .variables: nil
        }
    }

    /// Whether it is a verb that shows what it gives, as it does so; a path or a diagram only shows where nothing takes it.
    var showsItself: Bool { category == .verb && returns != .path && returns != .diagram }

    /// Whether it can be called; a constant and data cannot.
    var isCallable: Bool {
        switch implementation {
        case .constant, .data: false
        case .elementwise, .adjustable, .activation, .defined, .call, .expectation, .variables: true
        }
    }

    /// What the name by itself stands for: its value, or else the function.
    var value: Value { standsFor ?? .function(self) }

    /// The entry as it is called in a network's layer, which holds what it acts on.
    var withoutSubjects: Entry {
        Entry(
            name, aliases: aliases, category, summary, details: details,
            parameters.filter { $0.role == .option }, returns: returns, example: example, implementation)
    }

    /// What messages call it; a network literal has no name.
    var calledName: String { self === Entry.network ? "a network" : name }

    /// The name by which help knows it.
    var helpName: String { self === Entry.network ? "networks" : name }

    /// The name and its other spellings.
    public var spellings: [String] { [name] + aliases }

    /// Where the parameter stands that a label or one of its other spellings names.
    func index(of label: String) -> Int? {
        parameters.firstIndex { $0.label == label || $0.aliases.contains(label) }
    }

    /// The parameters of a role, with their positions.
    func parameters(in role: (Parameter.Role) -> Bool) -> [(index: Int, parameter: Parameter)] {
        parameters.enumerated().filter { role($0.element.role) }.map { (index: $0.offset, parameter: $0.element) }
    }

    /// The signature as it is written: `train N on D, epochs=100`, `mixture(n=200, seed=1)`.
    public var signature: String {
        switch category {
        case .constant: return name
        case .verb: return form + options
        default:
            guard !parameters.isEmpty else {
                return isCallable ? name + "()" : name
            }
            return name + "(" + parameters.map(\.inSignature).joined(separator: ", ") + ")"
        }
    }

    /// The form without the options: `train N on D`.
    var form: String {
        guard category == .verb else { return signature }
        var text = words.isEmpty ? name : name + " " + words.joined(separator: " | ")
        var subjects: [String] = []
        var tail = ""
        for parameter in parameters {
            switch parameter.role {
            case .subject: subjects.append(parameter.inSignature)
            case .object(let preposition):
                let object = " \(preposition.rawValue) \(parameter.label)"
                tail += parameter.isRequired ? object : " [\(object.dropFirst())]"
            case .option: break
            }
        }
        if !subjects.isEmpty { text += " " + subjects.joined(separator: ", ") }
        return text + tail
    }

    /// The call with what must be given: `loss(N, D)`.
    var shortForm: String {
        name + "(" + parameters.filter(\.isRequired).map(\.label).joined(separator: ", ") + ")"
    }

    private var options: String {
        parameters(in: { $0 == .option }).map { ", \($0.parameter.label)=\($0.parameter.defaultText)" }.joined()
    }
}

/// One parameter of an entry.
public struct Parameter: Sendable {
    /// How the parameter is given.
    public enum Role: Sendable, Hashable {
        /// By its place.
        case subject
        /// Behind a preposition.
        case object(Preposition)
        /// By its label.
        case option
    }

    /// The label, in its first spelling.
    public let label: String
    /// Other spellings, such as `η`.
    public let aliases: [String]
    /// How it is given.
    public let role: Role
    /// The kinds of value it takes; empty means any.
    public let kinds: [Kind]
    /// Whether it must be given.
    public let isRequired: Bool
    /// Whether several values may be given, separated by commas.
    public let isRepeated: Bool
    /// The default as help shows it; `…` where it depends on other things.
    public let defaultText: String
    /// Names that make sense as its value, for completion.
    public let choices: [String]
    /// One sentence, without a final full stop.
    public let summary: String
    /// Whether a bare name in its value is that of a column.
    let namesColumns: Bool
    /// Whether a column, `T.a`, is given as its table, which remembers the column.
    let keepsTable: Bool

    private init(
        _ label: String, aliases: [String], role: Role, kinds: [Kind], isRequired: Bool, isRepeated: Bool,
        defaultText: String, choices: [String], summary: String, namesColumns: Bool = false, keepsTable: Bool = false
    ) {
        self.namesColumns = namesColumns
        self.keepsTable = keepsTable
        self.label = label
        self.aliases = aliases
        self.role = role
        self.kinds = kinds
        self.isRequired = isRequired
        self.isRepeated = isRepeated
        self.defaultText = defaultText
        self.choices = choices
        self.summary = summary
    }

    /// A parameter given by its place.
    static func subject(
        _ label: String, _ kinds: [Kind], required: Bool = true, repeated: Bool = false, default text: String = "",
        choices: [String] = [], keepsTable: Bool = false, _ summary: String
    ) -> Parameter {
        Parameter(
            label, aliases: [], role: .subject, kinds: kinds, isRequired: required, isRepeated: repeated,
            defaultText: text, choices: choices, summary: summary, keepsTable: keepsTable)
    }

    /// A parameter behind a preposition.
    static func object(
        _ preposition: Preposition, _ label: String, _ kinds: [Kind], required: Bool = true,
        namesColumns: Bool = false, _ summary: String
    ) -> Parameter {
        Parameter(
            label, aliases: [], role: .object(preposition), kinds: kinds, isRequired: required, isRepeated: false,
            defaultText: "", choices: [], summary: summary, namesColumns: namesColumns)
    }

    /// A parameter given by its label.
    static func option(
        _ label: String, aliases: [String] = [], _ kinds: [Kind], default text: String, choices: [String] = [],
        _ summary: String
    ) -> Parameter {
        Parameter(
            label, aliases: aliases, role: .option, kinds: kinds, isRequired: false, isRepeated: false,
            defaultText: text, choices: choices, summary: summary)
    }

    /// A parameter given by its label that takes the names of columns, one or several in parentheses.
    static func columns(_ label: String, default text: String, _ summary: String) -> Parameter {
        Parameter(
            label, aliases: [], role: .option, kinds: [.text, .tuple, .list], isRequired: false, isRepeated: false,
            defaultText: text, choices: [], summary: summary, namesColumns: true)
    }

    fileprivate var inSignature: String {
        let name = isRepeated ? label + ", …" : label
        return defaultText.isEmpty ? name : "\(name)=\(defaultText)"
    }

    /// The label and its other spellings.
    var spellings: [String] { [label] + aliases }

    /// The kinds it takes, for messages: `a network or a data set`.
    var kindsDescribed: String {
        listed(kinds.map(\.withArticle), conjunction: "or")
    }
}

/// A number of things in words: `1 layer`, `2 layers`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)" + (count == 1 ? "" : "s")
}

/// A hint with the name that was probably meant and, unless they are many, all there are.
func suggestion(_ close: String?, of names: [String], _ introduction: String) -> String? {
    let all = names.isEmpty ? nil : "\(introduction) \(Members.inProse(names))"
    guard let close else { return all }
    guard names.count <= 8, names != [close], let all else { return "did you mean \(close)?" }
    return "did you mean \(close)? \(all.prefix(1).uppercased())\(all.dropFirst())"
}

/// Joins words as prose does: `a, b or c`.
func listed(_ words: [String], conjunction: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
