# talk_lsp.py - opens a file in tinymlc-lsp-server and asks for its first
# convolution; usage: talk_lsp.py FILE
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import json
import subprocess
import sys


def send(server, method, params, number=None):
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    if number is not None:
        message["id"] = number
    text = json.dumps(message).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
    server.stdin.flush()


def receive(server, number):
    while True:
        length = 0
        for line in iter(server.stdout.readline, b"\r\n"):
            assert line, "the server ended early"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message = json.loads(server.stdout.read(length))
        if message.get("id") == number:
            return message["result"]


def main():
    server = subprocess.Popen(["tinymlc-lsp-server"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
    uri = "file:///tiny.mlir"
    with open(sys.argv[1]) as file:
        text = file.read()
    send(server, "initialize", {"processId": None, "rootUri": None,
                                "capabilities": {}}, 0)
    found = receive(server, 0)
    print("hoverProvider", found["capabilities"]["hoverProvider"])
    send(server, "initialized", {})
    send(server, "textDocument/didOpen", {"textDocument": {
        "uri": uri, "languageId": "mlir", "version": 1, "text": text}})
    line = next(i for i, line in enumerate(text.split("\n"))
                if "nn.conv_2d" in line)
    column = text.split("\n")[line].index("nn.conv_2d") + 1
    send(server, "textDocument/hover", {
        "textDocument": {"uri": uri},
        "position": {"line": line, "character": column}}, 1)
    print("hover", json.dumps(receive(server, 1)["contents"]))
    send(server, "shutdown", None, 2)
    receive(server, 2)
    send(server, "exit", None)
    return server.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main())
