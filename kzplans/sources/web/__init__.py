"""The network: what ``kzplans fetch`` asks for, and only it; nothing else imports this package.

``addresses`` says what may be asked for, ``robots`` what a host wants to be asked for, and ``client`` asks.
"""
