package dev.depwatch.renewal;

import static dev.depwatch.renewal.AppleFiles.CANARY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.token.TokenKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.BEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenFileTest {
    private static final Instant AT = Instant.parse("2026-11-24T09:08:07Z");
    private static final String NAME = "mdm-physics_Token_2026-11-24T09-08-07Z_smime.p7m";

    @TempDir
    Path folder;

    private static X509Certificate certificate;

    @BeforeAll
    static void make() throws Exception {
        certificate = AppleFiles.certificate("physics", 7);
    }

    static Stream<byte[]> goodFiles() throws IOException {
        byte[] der = AppleFiles.der(certificate);
        return Stream.of(
                AppleFiles.enrollment(certificate),
                new String(AppleFiles.enrollment(certificate), UTF_8)
                        .replace("\r\n", "\n")
                        .getBytes(UTF_8),
                der,
                indefinite(der));
    }

    /** The outer sequence without a length, as a writer makes it that does not know it before. */
    private static byte[] indefinite(byte[] der) {
        int header = 2 + (der[1] & 0x7F);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x30, (byte) 0x80});
        out.write(der, header, der.length - header);
        out.writeBytes(new byte[2]);
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void an_enrolment_token_is_known_in_each_form_of_pkcs7(byte[] bytes) throws Exception {
        TokenFile file = TokenFile.read(Files.write(folder.resolve(NAME), bytes));

        assertThat(file.kind()).isEqualTo(TokenKind.ADE);
        assertThat(file.serverName()).contains("mdm-physics");
        assertThat(file.downloadedAt()).contains(AT);
        assertThat(file.recipients()).hasSize(1);
        assertThat(file.sha256()).matches("[0-9a-f]{64}");
        assertThat(file.isUnchanged()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "MDM Server_Token_2026-11-24T09-08-07Z_smime.p7m, MDM Server, true",
        "mdm_Token_2026-11-24T09-08-07Z_smime (1).p7m, mdm, true",
        "mdm_Token_2026-11-24T09-08-07Z_smime(12).p7m, mdm, true",
        "a_Token_b_Token_2026-11-24T09-08-07Z_smime.p7m, a_Token_b, true",
        // A time that does not exist is none.
        "mdm_Token_2026-13-41T09-08-07Z_smime.p7m, mdm, false",
        "smime.p7m,, false",
        "mdm_Token_yesterday_smime.p7m,, false"
    })
    void the_name_of_the_file_tells_the_server_and_the_time(String name, String server, boolean isDated)
            throws Exception {
        TokenFile file = enrollment(name);

        assertThat(file.serverName()).isEqualTo(Optional.ofNullable(server));
        assertThat(file.downloadedAt()).isEqualTo(Optional.of(AT).filter(at -> isDated));
    }

    @Test
    void the_contents_tell_the_kind_whatever_the_name_is() throws Exception {
        Path content = Files.write(folder.resolve(NAME), AppleFiles.content(AT));
        Path enrollment = Files.write(folder.resolve("x.vpptoken"), AppleFiles.enrollment(certificate));

        assertThat(TokenFile.read(content).kind()).isEqualTo(TokenKind.CONTENT);
        assertThat(TokenFile.read(content).serverName()).isEmpty();
        assertThat(TokenFile.read(enrollment).kind()).isEqualTo(TokenKind.ADE);
    }

    @Test
    void a_content_token_tells_its_end() throws Exception {
        TokenFile file = TokenFile.read(Files.write(folder.resolve("sToken.vpptoken"), AppleFiles.content(AT)));

        assertThat(file.kind()).isEqualTo(TokenKind.CONTENT);
        assertThat(file.expires()).contains(AT);
        byte[] never = AppleFiles.content(Instant.parse("+999999999-12-31T23:59:59Z"));
        assertThat(TokenFile.read(Files.write(file.path(), never)).expires()).isEmpty();
        assertThat(file.serverName()).isEmpty();
    }

    static Stream<Arguments> notTokens() throws Exception {
        byte[] good = AppleFiles.enrollment(certificate);
        byte[] der = AppleFiles.der(certificate);
        return Stream.of(
                refused("an empty file", new byte[0], "not complete", true),
                refused("the first half", Arrays.copyOf(good, good.length / 2), "not complete", true),
                refused("the headers alone", Arrays.copyOf(good, 90), "not complete", true),
                refused("the first half of DER", Arrays.copyOf(der, der.length / 2), "not complete", true),
                refused("half without lengths", Arrays.copyOf(indefinite(der), der.length / 2), "not complete", true),
                refused("all but the last byte", Arrays.copyOf(der, der.length - 1), "not complete", true),
                refused("more than the data", Arrays.copyOf(der, der.length + 1), "found something else", false),
                refused("a large file", new byte[TokenFile.MAX_BYTES + 1], "larger than 64 KiB", false),
                refused("signed data", signed(), "found something else", false),
                refused("a web page", "<!doctype html>", "found a web page", false),
                refused("a public key", AppleFiles.pem(certificate), "found something else", false),
                refused("a private key", "-----BEGIN PRIVATE KEY-----\n" + CANARY, "found something else", false),
                refused("a decrypted token", "{\"consumer_key\":\"" + CANARY + "\"}", "found something else", false),
                refused("another message", "Subject: " + CANARY + "\n\nhello", "found something else", false),
                refused("data for nobody", enveloped(new byte[9]), "found something else", false),
                refused("no data", enveloped(new byte[0]), "found something else", false),
                refused("other ASN.1", certificate.getEncoded(), "found something else", false),
                refused("a part beyond the whole", new byte[] {0x30, 3, 1, 9, 9}, "not complete", true),
                refused("nesting without end", nested(), "found something else", false),
                refused("headers without end", "a: b\n".repeat(10_000), "not complete", true),
                Arguments.of("other base64", "x.vpptoken", "aGVsbG8=".getBytes(UTF_8), "found something else", false),
                Arguments.of(
                        "a token without a date",
                        "x.vpptoken",
                        "eyJ0b2tlbiI6IngifQ==".getBytes(UTF_8),
                        "found something else",
                        false),
                Arguments.of("an empty content token", "x.vpptoken", new byte[0], "not complete", true));
    }

    /** The data have no recipient. */
    private static byte[] enveloped(byte[] data) throws IOException {
        EncryptedContentInfo encrypted = new EncryptedContentInfo(
                CMSObjectIdentifiers.data,
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_CBC),
                new BEROctetString(data));
        return new ContentInfo(
                        CMSObjectIdentifiers.envelopedData,
                        new EnvelopedData(null, new DERSet(), encrypted, (ASN1Set) null))
                .getEncoded();
    }

    private static Arguments refused(String what, String text, String said, boolean unfinished) {
        return refused(what, text.getBytes(UTF_8), said, unfinished);
    }

    private static Arguments refused(String what, byte[] bytes, String said, boolean unfinished) {
        return Arguments.of(what, NAME, bytes, said, unfinished);
    }

    private static byte[] nested() {
        byte[] bytes = new byte[60_000];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 0x30;
            bytes[i + 1] = (byte) 0x80;
        }
        return bytes;
    }

    private static byte[] signed() throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(
                                new JcaContentSignerBuilder("SHA256withRSA")
                                        .build(AppleFiles.keyPair().getPrivate()),
                                certificate));
        return generator
                .generate(new CMSProcessableByteArray(CANARY.getBytes(UTF_8)), true)
                .getEncoded();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notTokens")
    void what_is_no_token_is_refused_with_a_sentence(
            String what, String name, byte[] bytes, String said, boolean unfinished) throws Exception {
        RefusedFileException refused = refusal(Files.write(folder.resolve(name), bytes));

        assertThat(refused.getMessage()).as(what).contains(said);
        assertThat(refused.isUnfinished()).as(what).isEqualTo(unfinished);
        assertThat(String.valueOf(refused.getMessage())
                        .replace("Download it again only if its entry still needs a new token", ""))
                .as("no download could end a good token")
                .doesNotContain("ownload it", "ownload again", "ownload the");
        assertThat(refused.getMessage()).doesNotContain(CANARY);
        assertThat(refused).hasNoCause();
    }

    @Test
    void a_link_a_folder_and_a_file_that_is_gone_are_refused() throws Exception {
        Path file = Files.write(folder.resolve(NAME), AppleFiles.enrollment(certificate));
        Path link = Files.createSymbolicLink(folder.resolve("link_smime.p7m"), file);

        assertThat(refusal(link)).hasMessage("no file, but a folder or a link");
        assertThat(refusal(Files.createDirectory(folder.resolve("folder_smime.p7m"))))
                .hasMessageContaining("a folder or a link");
        assertThat(refusal(folder.resolve("none_smime.p7m"))).hasMessage("gone");
    }

    @Test
    void a_name_is_cleaned_before_anybody_reads_it() throws Exception {
        assertThat(refusal(Files.write(folder.resolve("a\u001b[31m\nb_smime.p7m"), new byte[0]))
                        .getMessage())
                .doesNotContain("\u001b", "\n");
    }

    @Test
    void nothing_of_the_contents_is_printed() throws Exception {
        TokenFile file = TokenFile.read(Files.write(folder.resolve("s.vpptoken"), AppleFiles.content(AT)));

        assertThat(file.toString()).isEqualTo("s.vpptoken (SHA-256 " + file.sha256() + ")");
    }

    @Test
    void a_file_that_was_changed_since_is_known_to_be() throws Exception {
        TokenFile file = enrollment(NAME);
        Files.write(file.path(), AppleFiles.enrollment(certificate));

        assertThat(file.isUnchanged()).isFalse();
    }

    private TokenFile enrollment(String name) throws Exception {
        return TokenFile.read(Files.write(folder.resolve(name), AppleFiles.enrollment(certificate)));
    }

    private static RefusedFileException refusal(Path file) {
        return catchThrowableOfType(RefusedFileException.class, () -> TokenFile.read(file));
    }
}
