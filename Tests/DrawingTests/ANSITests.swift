import Testing

@testable import Drawing

@Suite struct ANSITests {
    @Test(arguments: [
        (Color(0x000000), 16), (Color(0xFFFFFF), 231), (Color(0xFF0000), 196), (Color(0x0087FF), 33),
        (Color(0x808080), 244), (Color(0x121212), 233), (Color(0xEEEEEE), 255), (Color(0x1B4A75), 24),
    ])
    func `the nearest of 256 colours`(color: Color, index: Int) {
        #expect(ANSI.in256Colors(ANSI.foreground(color)) == "\u{1B}[38;5;\(index)m")
        #expect(ANSI.in256Colors(ANSI.background(color)) == "\u{1B}[48;5;\(index)m")
    }

    @Test func `what is no colour stays`() {
        let text = "a\u{1B}[0mβ\u{1B}[1;31mc\u{1B}[2Jd\u{1B}"
        #expect(ANSI.in256Colors(text) == text)
        #expect(ANSI.in256Colors(ANSI.foreground(Color(0)) + "m" + ANSI.reset) == "\u{1B}[38;5;16mm\u{1B}[0m")
    }

    @Test func `two halves of a cell`() {
        let (red, blue) = (Color(0xFF0000), Color(0x0000FF))
        var canvas = TextCanvas(columns: 5, rows: 1)
        canvas[0, 0] = TextCanvas.Cell(upper: red, lower: blue)
        canvas[1, 0] = TextCanvas.Cell(upper: red, lower: red)
        canvas[2, 0] = TextCanvas.Cell(upper: red, lower: nil)
        canvas[3, 0] = TextCanvas.Cell(upper: nil, lower: blue)
        canvas[4, 0] = TextCanvas.Cell(upper: red, lower: blue)
        canvas.setGlyph("x", column: 4, row: 0, color: nil)
        let (f, b) = (ANSI.foreground(red), ANSI.background(red))
        #expect(
            canvas.line(0, color: true)
                == f + ANSI.background(blue) + "▀" + ANSI.reset + b + " " + ANSI.reset + f + "▀"
                + ANSI.foreground(blue) + "▄" + ANSI.reset + b + "x" + ANSI.reset)
        #expect(canvas.line(0, color: false) == "    x")
    }
}
