internal import JupyterProtocol

extension KernelInfoReply {
    /// What clients are told of a kernel for a language.
    init(_ language: LanguageDescription) {
        self.init(
            implementation: language.implementation,
            implementationVersion: language.implementationVersion,
            languageInfo: LanguageInfo(
                name: language.name, version: language.version, mimetype: language.mimetype,
                fileExtension: language.fileExtension, pygmentsLexer: language.pygmentsLexer,
                codemirrorMode: language.codemirrorMode),
            banner: language.banner,
            helpLinks: language.helpLinks.map { HelpLink(text: $0.text, url: $0.url) })
    }
}
