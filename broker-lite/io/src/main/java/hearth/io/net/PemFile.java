package hearth.io.net;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and private keys as people have them: PEM files with a certificate chain, or a key
 * as PKCS#8, PKCS#1 (RSA) or SEC 1 (EC). Other blocks and text between them are passed over. No
 * message ever shows what is in a key.
 */
public final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

  /** Ten times what all authorities that a system knows take. */
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final byte[] VERSION_0 = {2, 1, 0};

  /** AlgorithmIdentifier rsaEncryption, 1.2.840.113549.1.1.1, NULL. */
  private static final byte[] RSA_ALGORITHM = {
    0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 5, 0
  };

  /** The object identifier ecPublicKey, 1.2.840.10045.2.1. */
  private static final byte[] EC_PUBLIC_KEY = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int CONTEXT_0 = 0xA0;

  private final Path file;
  private final List<Block> blocks = new ArrayList<>();

  private record Block(String label, byte[] content) {}

  private PemFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws IOException where it cannot be read or one of its blocks is not PEM
   */
  public static PemFile read(Path file) throws IOException {
    byte[] bytes = bytes(file);
    if (bytes.length > 1 && (bytes[0] & bytes[1] & 0xFE) == 0xFE) { // FF FE or FE FF
      throw new IOException(
          file + " is UTF-16, which Windows calls Unicode; save it as UTF-8 or ANSI");
    }
    // Comments between the blocks may be in any character set; a mark before them is one.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    PemFile pem = new PemFile(file);
    for (Matcher matcher = BLOCK.matcher(text); matcher.find(); ) {
      pem.add(matcher.group(1), matcher.group(2));
    }
    return pem;
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + " is larger than the 8 MB that such a file may have");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(file.toString(), null, "this user may not read it");
    } catch (IOException e) {
      throw Files.isDirectory(file)
          ? new IOException(file + " is a folder; name a PEM file in it", e)
          : e;
    }
  }

  private void add(String label, String body) throws IOException {
    if (body.contains("ENCRYPTED")) {
      blocks.add(new Block("ENCRYPTED PRIVATE KEY", new byte[0]));
      return;
    }
    try {
      blocks.add(new Block(label, Base64.getMimeDecoder().decode(body)));
    } catch (IllegalArgumentException e) {
      throw new IOException("the block " + label + " in " + file + " is not whole");
    }
  }

  /**
   * The certificates, in the order of the file: a server's own first, then those that vouch for it.
   *
   * @throws IOException where there is none, or one that is none
   */
  public List<X509Certificate> certificates() throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks) {
        if (block.label.equals("CERTIFICATE") || block.label.equals("TRUSTED CERTIFICATE")) {
          ByteArrayInputStream in = new ByteArrayInputStream(block.content);
          certificates.add((X509Certificate) factory.generateCertificate(in));
        }
      }
    } catch (CertificateException e) {
      throw new IOException("a certificate in " + file + " cannot be understood", e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          file + " holds no certificate: it should have lines of -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  /**
   * Lists of certificates that are no longer good.
   *
   * @throws IOException where there is none, or one that is none
   */
  public List<X509CRL> revocationLists() throws IOException {
    List<X509CRL> lists = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks) {
        if (block.label.equals("X509 CRL")) {
          lists.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(block.content)));
        }
      }
    } catch (CertificateException | CRLException e) {
      throw new IOException("a list of revoked certificates in " + file + " is not whole", e);
    }
    if (lists.isEmpty()) {
      throw new IOException(
          file
              + " holds no list of revoked certificates: it should have lines of -----BEGIN X509"
              + " CRL-----, as 'hearth tls revoke USER' writes them");
    }
    return lists;
  }

  /**
   * The private key.
   *
   * @throws IOException where there is none, or one that is encrypted or cannot be understood
   */
  public PrivateKey privateKey() throws IOException {
    for (Block block : blocks) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return pkcs8(block.content);
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(der(SEQUENCE, VERSION_0, RSA_ALGORITHM, der(OCTET_STRING, block.content)));
        }
        case "EC PRIVATE KEY" -> {
          return pkcs8(fromSec1(block.content));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(
                "the key in "
                    + file
                    + " is encrypted: write it without a password, as 'openssl pkey -in KEY -out"
                    + " NEW' does, and keep it readable by the service only");
        default -> {}
      }
    }
    throw new IOException(
        file + " holds no private key: it should have lines of -----BEGIN PRIVATE KEY-----");
  }

  private PrivateKey pkcs8(byte[] encoded) throws IOException {
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // The next algorithm, then.
      } catch (GeneralSecurityException e) {
        throw new IOException("this Java knows no keys of the kind " + algorithm, e);
      }
    }
    throw new IOException("the private key in " + file + " cannot be understood");
  }

  /**
   * SEC 1, C.4: the curve stands within the key, as [0]; PKCS#8 has it in front.
   *
   * <pre>ECPrivateKey ::= SEQUENCE { version, privateKey OCTET STRING, [0] parameters, [1] public }
   * </pre>
   */
  private byte[] fromSec1(byte[] key) throws IOException {
    try {
      int at = contentOf(key, 0);
      at = behind(key, at); // version
      at = behind(key, at); // the key itself
      if ((key[at] & 0xFF) == CONTEXT_0) {
        int from = contentOf(key, at);
        byte[] curve = Arrays.copyOfRange(key, from, behind(key, at));
        byte[] algorithm = der(SEQUENCE, EC_PUBLIC_KEY, curve);
        return der(SEQUENCE, VERSION_0, algorithm, der(OCTET_STRING, key));
      }
    } catch (IndexOutOfBoundsException e) {
      // It ends too soon.
    }
    throw new IOException("the private key in " + file + " does not name its curve");
  }

  /** Where the content of the element that starts there begins. */
  private static int contentOf(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  /** Where the element that starts there ends. */
  private static int behind(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    int length = first;
    if (first >= 0x80) {
      length = 0;
      for (int i = 0; i < (first & 0x7F); i++) {
        length = length << 8 | (der[at + 2 + i] & 0xFF);
      }
    }
    return contentOf(der, at) + length;
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = content.size();
    if (length < 0x80) {
      element.write(length);
    } else if (length < 0x100) {
      element.write(0x81);
      element.write(length);
    } else {
      element.write(0x82);
      element.write(length >> 8);
      element.write(length);
    }
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
