import Language

extension Entry {
    /// What reads and writes files, and asks for lines.
    static let files: [Entry] = [
        Entry(
            "save", .verb, "Writes a table, data, a matrix, a network or a picture to a file",
            details: """
                A network goes to a file of safetensors, with W1 [inputs, outputs], b1 [outputs], … in double precision, its \
                layers and its seed; NumPy and PyTorch read it, and torch.nn.Linear wants W1 transposed. Its history stays here. \
                A figure or a diagram becomes what the name ends in: .svg, .png or .pdf, the last two by librsvg on light paper; a \
                .png has `scale` pixels, usually 2, for each unit of its size. A replay becomes a page that ends in .html. \
                Anything else becomes comma-separated values, data with the columns x1, x2, … and y, the record of a training with a \
                row for each epoch. \
                The first line has the names of the columns. Numbers are written so that reading them gives the same ones; \
                none is an empty field. A file of that name is replaced.
                """,
            [
                .subject(
                    "T", [.table, .network, .dataset, .matrix, .history, .figure, .diagram, .replay],
                    "The table, the network, the data, the record of a training or the picture"),
                .object(.to, "file", [.text], "The name of the file, in quotes"),
                .option("scale", [.number], default: "2", "The pixels of a .png for each unit of the figure's size"),
            ], returns: Kind.none,
            example: """
                T = sweep k in 1..3
                  record a = k²
                end
                save T to "squares.csv"
                N = 2 -> 3 tanh -> 1 sigmoid
                save N to "network.safetensors"
                f(x) = x²
                F = plot f, xrange=(-1, 1)
                save F to "parabola.svg"
                """,
            .call(Files.save)),
        Entry(
            "load", .verb, "Reads data from a file of comma-separated values, MNIST, or a network",
            details: """
                A network comes from a file whose name ends in .safetensors, as save writes it, with numbers of 8 or 4 bytes. \
                The first line has the names of the columns; every other line is a sample. All columns but the target's are \
                inputs, which are numbers. A target of texts has them as classes, numbered from 0 in the order they first appear. \
                `load mnist from "folder"` reads MNIST's four files, train-images-idx3-ubyte, train-labels-idx1-ubyte, \
                t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, as they are or packed as .gz: 784 inputs from 0 to 1 and ten \
                classes, in a training and a test part. Data in files of the same names and sizes, such as Fashion-MNIST, are \
                read too.
                """, words: ["mnist"],
            [
                .subject("file", [.text], required: false, "The name of the file, in quotes"),
                .object(.from, "folder", [.text], required: false, "The folder of MNIST's files, in quotes"),
                .columns("target", default: "the last", "The column of the target"),
                .option("test", [.number], default: "none", "The test part: a share below 1 or a number of samples"),
                .option("seed", [.number], default: "1", "Where the choice of the test part is drawn from"),
            ],
            example: """
                T = sweep x in 0..9
                  record y = 2x + 1
                end
                save T to "line.csv"
                D = load "line.csv", target=y, test=0.2
                D
                N = 2 -> 3 tanh -> 1 sigmoid
                save N to "network.safetensors"
                M = load "network.safetensors"
                compare M with N
                """, .call(Files.load)),
        Entry(
            "input", .function, "Asks for a line of text, and waits for it",
            details: """
                A notebook asks below the cell, a terminal on the line of the prompt. An interrupt ends the waiting. In a pipe \
                it is the next line of standard input, and an error where there is none left.
                """,
            [.subject("prompt", [.text], required: false, "What is shown where the answer is typed")], returns: .text,
            example: "name = input(\"Who are you? \")\nprint \"Hello,\", name", .call(Asking.input)),
        Entry(
            "password", .function, "Asks for a line of text that is not shown while it is typed",
            details: "It is `input` for what nobody is to see; the answer is text like any other, which `print` shows.",
            [.subject("prompt", [.text], required: false, "What is shown where the answer is typed")], returns: .text,
            example: "key = password(\"Key: \")", .call(Asking.password)),
    ]
}
