/// The content of a `kernel_info_reply`.
public struct KernelInfoReply: Sendable, Hashable, MessageContent {
    /// About the language, for clients that highlight and save its code.
    public struct LanguageInfo: Sendable, Hashable, Encodable {
        /// The language's name.
        public var name: String
        /// The language's version.
        public var version: String
        /// The MIME type of its files.
        public var mimetype: String
        /// The extension of its files, with the dot.
        public var fileExtension: String
        /// The Pygments lexer that fits it.
        public var pygmentsLexer: String
        /// The CodeMirror mode that fits it; a string, since an object broke clients.
        public var codemirrorMode: String

        private enum CodingKeys: String, CodingKey {
            case name
            case version
            case mimetype
            case fileExtension = "file_extension"
            case pygmentsLexer = "pygments_lexer"
            case codemirrorMode = "codemirror_mode"
        }

        /// Creates the content.
        public init(
            name: String, version: String, mimetype: String, fileExtension: String, pygmentsLexer: String,
            codemirrorMode: String
        ) {
            self.name = name
            self.version = version
            self.mimetype = mimetype
            self.fileExtension = fileExtension
            self.pygmentsLexer = pygmentsLexer
            self.codemirrorMode = codemirrorMode
        }
    }

    /// An entry of the client's help menu.
    public struct HelpLink: Sendable, Hashable, Encodable {
        /// What the entry says.
        public var text: String
        /// Where it leads.
        public var url: String

        /// Creates the content.
        public init(text: String, url: String) {
            self.text = text
            self.url = url
        }
    }

    /// How the request ended.
    public var status = ReplyStatus.ok
    /// The protocol version the kernel implements.
    public var protocolVersion = Header.protocolVersion
    /// The kernel's name.
    public var implementation: String
    /// The kernel's version.
    public var implementationVersion: String
    /// About the language.
    public var languageInfo: LanguageInfo
    /// The greeting of a console.
    public var banner: String
    /// Whether there is a debugger; older clients look here.
    public var debugger = false
    /// Entries of the client's help menu.
    public var helpLinks: [HelpLink]
    /// The optional features of the protocol that work.
    public var supportedFeatures: [String] = []

    private enum CodingKeys: String, CodingKey {
        case status
        case protocolVersion = "protocol_version"
        case implementation
        case implementationVersion = "implementation_version"
        case languageInfo = "language_info"
        case banner
        case debugger
        case helpLinks = "help_links"
        case supportedFeatures = "supported_features"
    }

    /// Creates the content.
    public init(
        implementation: String, implementationVersion: String, languageInfo: LanguageInfo, banner: String,
        helpLinks: [HelpLink]
    ) {
        self.implementation = implementation
        self.implementationVersion = implementationVersion
        self.languageInfo = languageInfo
        self.banner = banner
        self.helpLinks = helpLinks
    }
}
