"""What can be wrong with the way a responder is started; what is wrong with a request is an answer, not an error."""

from openmyna.errors import Bilingual, OpenMynaError


class ResponderError(OpenMynaError):
    """Root of the responder's own errors."""

    code = "responder"


class ResponderNotInstalled(ResponderError):
    """A package that reads HTTP is not installed."""

    code = "responder-not-installed"
    cause = Bilingual(
        "応答サーバーに必要なパッケージ {package} がありません。", "The responder needs the package {package}."
    )
    remedy = Bilingual("pip install 'openmyna[services]' で入れてください。", "Run pip install 'openmyna[services]'.")

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(package=package)


class ResponderPortTaken(ResponderError):
    """The responder cannot listen there: something else does, or the address is not this machine's."""

    code = "responder-port-taken"
    cause = Bilingual("{host} のポート {port} で待ち受けられません。", "Port {port} of {host} cannot be listened at.")
    remedy = Bilingual(
        "別の応答サーバーが動いていないか確認するか、--listen で別の場所を指定してください。",
        "Perhaps another responder runs there; otherwise name another place with --listen.",
    )

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        super().__init__(host=host, port=port)


class StatusDelayInvalid(ResponderError):
    """A delay that no responder has."""

    code = "status-delay-invalid"
    cause = Bilingual("失効を伝える遅れは 0 から {longest} までです。", "A status delay lies between 0 and {longest}.")
    remedy = Bilingual("15m のように指定してください。既定は 0s です。", "Write it like 15m; the default is 0s.")

    def __init__(self, longest: str) -> None:
        self.longest = longest
        super().__init__(longest=longest)


class WorkersInvalid(ResponderError):
    """A number of processes that makes no sense on one machine."""

    code = "workers-invalid"
    cause = Bilingual("プロセスの数は 1 から {most} までです。", "The number of processes lies between 1 and {most}.")
    remedy = Bilingual("CPUのコアの数までにしてください。", "Use at most as many as the machine has cores.")

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most=most)


class WorkerEnded(ResponderError):
    """One of several processes ended by itself; the others were ended too, so that whoever supervises starts all anew."""

    code = "worker-ended"
    cause = Bilingual(
        "応答サーバーのプロセスの一つが終わりました。ほかも終わらせました。",
        "One of the responder's processes ended by itself; the others were ended too.",
    )
    remedy = Bilingual("上の記録を確認して、起動し直してください。", "See what was said above, and start it again.")
