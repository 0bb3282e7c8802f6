import Language

extension Entry {
    /// The verbs that draw how something is made.
    static let diagrams: [Entry] = [diagram, graph, replay]

    private static let diagram = Entry(
        "diagram", .verb, "Draws a network: its layers from left to right, its weights by colour and width",
        details: """
            With a sample, `diagram N on D[1]` or `diagram(N, X[1, :])`, each unit shows its z and its activation. A single \
            neuron is drawn with its sum and its activation apart. Of a layer of more than 16 units, and of more than 8 layers, \
            the middle is left out. Connections that a mask excludes are not drawn. `layer=1` draws the equation of that \
            layer between its matrices, in the letters of the convention in force. `bump=[1, 2]` marks unit 2 of layer 1 and \
            all it leads to, and with data sets ΔC beside δ·Δz.
            """,
        [
            .subject("N", [.network], "The network"),
            .object(.on, "D", [.dataset, .matrix, .number], required: false, "A sample that goes through it"),
            .option(
                "biases", [.text], default: "\"hidden\"", choices: ["\"nodes\"", "\"hidden\""],
                "\"nodes\" draws biases as the weights of nodes that are always 1"),
            .option("layer", [.number], default: "none", "The layer, counted from 1, whose equation is drawn"),
            .option("bump", [.matrix], default: "none", "A layer and a unit, counted from 1, whose z is changed"),
            .option("by", [.number], default: "0.01", "Δz, how much it is changed"),
            .option("title", [], default: "from the network", "The title"),
        ], returns: .diagram,
        example: """
            N = 3 -> 4 tanh -> 2 softmax, seed=7
            diagram N
            diagram(N, [0.5, -1, 2], biases="nodes")
            diagram(N, layer=1)
            M = 2 -> 1 sigmoid, W1=[0.5; -0.3], b1=0.1
            diagram M on xor[1]
            plot diagram(M, xor, bump=[1, 1], by=0.1), title="one bump"
            """, .call(Diagrams.run))

    private static let graph = Entry(
        "graph", .verb, "Draws a computation: each operation with its value forward and the derivative backward",
        details: """
            `graph(f, x)` goes through a function at a point: above each operation is its value, below it the derivative of the \
            result by it, and at each edge the local derivative; along a way they are multiplied, and ways are added. \
            `graph N on D` sets the two passes of backpropagation side by side, with the shapes of all matrices and, of one sample, \
            the numbers of small ones, in the letters of the convention in force.
            """,
        [
            .subject("f", [.function, .network], "The function or the network"),
            .subject(
                "x", [.number, .matrix, .range, .dataset, .pair], required: false, repeated: true,
                "A value for each of the function's parameters"),
            .object(.on, "D", [.dataset], required: false, "The data that go through a network"),
            .option("loss", [.loss], default: "by output", choices: Entry.lossNames, "Which loss, for a network"),
            .option("title", [], default: "from what is drawn", "The title"),
        ], returns: .diagram,
        example: """
            F(θ) = exp(sin(θ²))
            graph(F, 0.7)
            expect F'(0.7) ≈ 1.9776558345 ± 1e-9
            use convention tendulkar
            N = 2 -> 3 sigmoid -> 1 sigmoid, seed=7
            graph N on xor
            """, .call(Graphs.run))

    private static let replay = Entry(
        "replay", .verb, "Shows how something came about, frame by frame: a training or a descent",
        details: """
            A notebook gets one figure with a slider and a button, which needs no kernel; without scripts it is the last frame.             A terminal plays the frames; a pipe gets the first, one from the middle and the last. A training has frames where it             was asked for them: `H = train N on D, snapshots=20`. They show the boundary of a network of two inputs and two classes,             the curve of one input and one output, the weights of any other, or what `what` says. A descent of one or two coordinates             has its function around it.
            """,
        [
            .subject("H", [.history, .path], "The record of a training with snapshots, or the path of a descent"),
            .object(
                .on, "D", [.dataset], required: false, "The points drawn with it, in place of those it was trained on"),
            .option(
                "what", [.text], default: "by network", choices: ["\"boundary\"", "\"curve\"", "\"weights\""],
                "What of a network is shown"),
            .option("frames", [.number], default: "40", "The most frames, evenly chosen"),
            .option("title", [], default: "from what is shown", "The title"),
        ], returns: .replay,
        example: """
            D = mixture(n=60, seed=42)
            N = 2 -> 4 tanh -> 1 sigmoid, seed=7
            H = train N on D, η=0.5, epochs=40, snapshots=4
            replay H
            f(x, y) = 1.5x² + y² + 2
            replay descend(f, (2, 2), η=0.1, steps=4)
            """, .call(Replaying.run))
}
