"""All else is in pyproject.toml; but that cannot put a .pth file beside the packages."""

from os.path import join

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithStartUpLine(build_py):
    def run(self):
        super().run()
        self.copy_file("datasette_gateway.pth", join(self.build_lib, "datasette_gateway.pth"))


setup(cmdclass={"build_py": BuildWithStartUpLine})
