import FoundationEssentials
import Glibc
import Testing

@testable import nabla

struct StandardStreamsTests {
    @Test func aPipeIsReadToItsEnd() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        StandardStreams.write("print 1\n", to: ends[1])
        close(ends[1])
        #expect(try StandardStreams.contents(ofFile: "/dev/fd/\(ends[0])") == Array("print 1\n".utf8))
    }

    @Test(arguments: [("/", POSIXErrorCode.EISDIR), ("/nowhere", .ENOENT), ("/dev/zero", .EFBIG)])
    func whatCannotBeReadIsSaid(_ path: String, _ code: POSIXErrorCode) {
        let error = #expect(throws: POSIXError.self) { try StandardStreams.contents(ofFile: path) }
        #expect(error?.code == code)
    }
}
